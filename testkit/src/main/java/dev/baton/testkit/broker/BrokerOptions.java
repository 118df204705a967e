package dev.baton.testkit.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a {@link KafkaBroker} is like; {@link #in} gives defaults that are light enough for two on a small machine.
 *
 * <p>Immutable and safe for any thread.
 *
 * @param name what messages call it, such as {@code broker-r1}
 * @param directory everything it writes: storage, configuration, logs; made if missing
 * @param maxHeapMiB bound of its heap, in MiB; default 384
 * @param listeners ways in besides the local one; default none
 * @param settings lines of {@code server.properties} that replace or add to those of the testbed; default none
 * @param jvmFlags further options of its JVM; the default takes the serial collector and the quick compiler only, which
 *     halves the processor time of a start – for long benchmarks give others
 */
public record BrokerOptions(
        String name,
        Path directory,
        int maxHeapMiB,
        List<Listener> listeners,
        Map<String, String> settings,
        List<String> jvmFlags) {

    private static final int DEFAULT_MAX_HEAP_MIB = 384;
    private static final int LEAST_HEAP_MIB = 128;
    private static final List<String> DEFAULT_JVM_FLAGS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    public BrokerOptions {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        if (maxHeapMiB < LEAST_HEAP_MIB) {
            throw new IllegalArgumentException("maxHeapMiB must be at least " + LEAST_HEAP_MIB + ", not " + maxHeapMiB);
        }
        if (listeners.stream().map(Listener::name).distinct().count() != listeners.size()) {
            throw new IllegalArgumentException("listeners must have different names");
        }
        directory = directory.toAbsolutePath().normalize();
        listeners = List.copyOf(listeners);
        settings = Map.copyOf(settings);
        jvmFlags = List.copyOf(jvmFlags);
    }

    /** The defaults. */
    public static BrokerOptions in(Path directory, String name) {
        return new BrokerOptions(name, directory, DEFAULT_MAX_HEAP_MIB, List.of(), Map.of(), DEFAULT_JVM_FLAGS);
    }

    /** The same with exactly these listeners besides the local one. */
    public BrokerOptions withListeners(Listener... more) {
        return new BrokerOptions(name, directory, maxHeapMiB, List.of(more), settings, jvmFlags);
    }

    /** The same with this bound of the heap, in MiB. */
    public BrokerOptions withMaxHeapMiB(int mebibytes) {
        return new BrokerOptions(name, directory, mebibytes, listeners, settings, jvmFlags);
    }

    /** The same with exactly these settings over those of the testbed. */
    public BrokerOptions withSettings(Map<String, String> overriding) {
        return new BrokerOptions(name, directory, maxHeapMiB, listeners, overriding, jvmFlags);
    }

    /** The same with exactly these options of its JVM besides the bounds of its memory. */
    public BrokerOptions withJvmFlags(String... flags) {
        return new BrokerOptions(name, directory, maxHeapMiB, listeners, settings, List.of(flags));
    }
}
