package dev.baton.testkit.process;

import java.util.List;
import java.util.Map;

/**
 * A program to start: its words and what is added to the environment it inherits.
 *
 * <p>Immutable and safe for any thread.
 *
 * @param words the program and its arguments; never split or expanded by a shell
 * @param environment variables set on top of those of this process
 */
public record Command(List<String> words, Map<String, String> environment) {

    public Command {
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new IllegalArgumentException("words must begin with the program to start");
        }
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /** A program with its arguments and the inherited environment. */
    public static Command of(String... words) {
        return new Command(List.of(words), Map.of());
    }

    /** The same program with exactly these additions to its environment. */
    public Command withEnvironment(Map<String, String> additions) {
        return new Command(words, additions);
    }
}
