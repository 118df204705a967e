package dev.baton.testkit.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A main class to run in a JVM of its own, with the same Java and the same class path as this process.
 *
 * <p>Immutable and safe for any thread.
 *
 * @param mainClass fully qualified name of the class whose {@code main} runs
 * @param arguments what {@code main} is given
 * @param flags options of the JVM, such as {@code -Xmx256m}
 * @param properties system properties
 */
public record JvmCommand(String mainClass, List<String> arguments, List<String> flags, Map<String, String> properties) {

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
        return new JvmCommand(mainClass, List.of(arguments), List.of(), Map.of());
    }

    /** The same with exactly these JVM flags. */
    public JvmCommand withFlags(String... jvmFlags) {
        return new JvmCommand(mainClass, arguments, List.of(jvmFlags), properties);
    }

    /** The same with exactly these system properties. */
    public JvmCommand withProperties(Map<String, String> systemProperties) {
        return new JvmCommand(mainClass, arguments, flags, systemProperties);
    }

    /** The words that start it. */
    public Command toCommand() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(flags);
        new TreeMap<>(properties).forEach((key, value) -> words.add("-D" + key + "=" + value));
        words.add("-cp");
        words.add(classPath());
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
