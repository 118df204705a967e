package dev.baton.cli.demo.stage;

import dev.baton.cli.Baton;
import dev.baton.core.RegionId;
import dev.baton.testkit.cloud.OciRegionMain;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import dev.baton.testkit.store.HttpObjectStoreMain;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JVMs of the demo: small, and quick to start. Immutable. */
final class Programs {

    /** Its place, as not every class path has it. */
    private static final String LOGGING = Objects.requireNonNull(Programs.class.getResource("child-logback.xml"))
            .toString();

    private static final int CLIENT_HEAP_MIB = 192;
    private static final int AGENT_HEAP_MIB = 128;
    private static final int COMMAND_HEAP_MIB = 64;
    private static final int SPARK_HEAP_MIB = 512;

    private final Janitor janitor;
    private final StagePlan plan;

    Programs(Janitor janitor, StagePlan plan) {
        this.janitor = janitor;
        this.plan = plan;
    }

    ChildProcess agent(String name, Path config, String region) {
        return start(name, AGENT_HEAP_MIB, Baton.class, "agent", "--config", config.toString(), "--region", region);
    }

    /** A command as an operator would give it. */
    ChildProcess command(String name, Path config, String... words) {
        String[] arguments = Stream.concat(Arrays.stream(words), Stream.of("--config", config.toString()))
                .toArray(String[]::new);
        return start(name, COMMAND_HEAP_MIB, Baton.class, arguments);
    }

    ChildProcess processor(String name, Path config, String region, String jdbcUrl) {
        Path spark = plan.processors().spark();
        if (spark != null) {
            return start(name, SPARK_HEAP_MIB, SparkApplication.command(plan, spark, name, region, config, jdbcUrl));
        }
        return start(
                name, CLIENT_HEAP_MIB, ProcessorMain.class, config.toString(), region, name, plan.stream(), jdbcUrl);
    }

    ChildProcess producer(String name, List<String> arguments) {
        return start(name, CLIENT_HEAP_MIB, ProducerMain.class, arguments.toArray(String[]::new));
    }

    ChildProcess store(String name, Path directory, int port) {
        return start(name, COMMAND_HEAP_MIB, HttpObjectStoreMain.class, directory.toString(), Integer.toString(port));
    }

    /** Its name is a part of OCIDs; the stream is there at once. */
    ChildProcess ociRegion(String name, RegionId region, int port, OciAccount account) {
        return start(
                name,
                CLIENT_HEAP_MIB,
                OciRegionMain.class,
                plan.directory().resolve(name).toString(),
                Integer.toString(port),
                region.value(),
                plan.stream(),
                Integer.toString(plan.partitions()),
                account.directory().toString());
    }

    private ChildProcess start(String name, int heapMiB, Class<?> main, String... arguments) {
        return start(name, heapMiB, JvmCommand.of(main.getName(), arguments));
    }

    private ChildProcess start(String name, int heapMiB, JvmCommand command) {
        Map<String, String> properties = new TreeMap<>(command.properties());
        properties.put("java.awt.headless", "true");
        properties.put("logback.configurationFile", LOGGING);
        JvmCommand whole = command.withFlags(
                        "-Xmx" + heapMiB + "m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError")
                .withProperties(properties);
        return ChildProcess.start(janitor, name, whole.toCommand(), plan.logs().resolve(name + ".log"));
    }
}
