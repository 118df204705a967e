package dev.baton.spark;

import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.RegionId;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** A Spark application in a process of its own, which may be started again with the same checkpoint. For one thread. */
final class SparkProcess {

    /** For a process with this class path. */
    static final String LOGGING = "dev/baton/cli/demo/stage/child-logback.xml";

    private final Janitor janitor;
    private final Stage stage;
    private final RegionId region;
    private final Path directory;
    private final long dawdleMillis;
    private final Optional<Path> lake;
    private ChildProcess process;

    /** One that writes to the database, or to {@link LakeTable} in the directory {@code lake} if that is given. */
    SparkProcess(
            Janitor janitor, Stage stage, RegionId region, Path directory, long dawdleMillis, Optional<Path> lake) {
        this.janitor = janitor;
        this.stage = stage;
        this.region = region;
        this.directory = directory;
        this.dawdleMillis = dawdleMillis;
        this.lake = lake;
    }

    ChildProcess start() {
        JvmCommand command = JvmCommand.of(
                        FlightsApplication.class.getName(),
                        directory.resolve("baton-" + region + ".yaml").toString(),
                        region.value(),
                        stage.jdbcUrl(region),
                        directory.resolve("checkpoint-" + region).toString(),
                        Long.toString(dawdleMillis),
                        lake.map(Path::toString).orElse(""))
                .withFlags(flags())
                .withProperties(Map.of(
                        "java.awt.headless",
                        "true",
                        "java.io.tmpdir",
                        directory.toString(),
                        "logback.configurationFile",
                        LOGGING));
        process = ChildProcess.start(
                janitor, "spark-" + region, command.toCommand(), directory.resolve("logs/spark-" + region + ".log"));
        return process;
    }

    static String[] flags() {
        List<String> own = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        return Stream.concat(
                        own.stream(),
                        Arrays.stream(JavaModuleOptions.defaultModuleOptions().split(" ")))
                .filter(flag -> !flag.isBlank())
                .toArray(String[]::new);
    }

    ChildProcess process() {
        return process;
    }
}
