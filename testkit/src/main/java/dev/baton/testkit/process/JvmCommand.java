package dev.baton.testkit.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A main class to run in a JVM of its own, with the same Java as this process, and the same class path if nothing else is said.
 *
 * <p>Immutable and safe for any thread.
 *
 * @param mainClass fully qualified name of the class whose {@code main} runs
 * @param arguments what {@code main} is given
 * @param flags options of the JVM, such as {@code -Xmx256m}
 * @param properties system properties
 * @param argumentFile further options of the JVM, a class path among them; null for the class path of this process
 */
public record JvmCommand(
        String mainClass,
        List<String> arguments,
        List<String> flags,
        Map<String, String> properties,
        @Nullable Path argumentFile) {

    public JvmCommand {
        if (mainClass.isBlank()) {
            throw new IllegalArgumentException("mainClass must not be blank");
        }
        arguments = List.copyOf(arguments);
        flags = List.copyOf(flags);
        properties = Map.copyOf(properties);
    }

    /** The main class with these arguments, no flags and no properties. */
    public static JvmCommand of(String mainClass, String... arguments) {
        return new JvmCommand(mainClass, List.of(arguments), List.of(), Map.of(), null);
    }

    /** The same with exactly these JVM flags. */
    public JvmCommand withFlags(String... jvmFlags) {
        return new JvmCommand(mainClass, arguments, List.of(jvmFlags), properties, argumentFile);
    }

    /** The same with exactly these system properties. */
    public JvmCommand withProperties(Map<String, String> systemProperties) {
        return new JvmCommand(mainClass, arguments, flags, systemProperties, argumentFile);
    }

    /** The same with what an argument file of {@code java} says instead of the class path of this process. */
    public JvmCommand withArgumentFile(Path file) {
        return new JvmCommand(mainClass, arguments, flags, properties, file.toAbsolutePath());
    }

    /** The words that start it. */
    public Command toCommand() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(flags);
        new TreeMap<>(properties).forEach((key, value) -> words.add("-D" + key + "=" + value));
        words.addAll(argumentFile == null ? List.of("-cp", classPath()) : List.of("@" + argumentFile));
        words.add(mainClass);
        words.addAll(arguments);
        return new Command(words, Map.of());
    }

    /** Absolute entries, so that it also holds where the child changes its directory. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
