package dev.baton.spark;

import dev.baton.core.RegionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * A Spark application that a hook of a region's agent starts when the region takes over, and stops when it gives back, as
 * docs/operations.md shows it. For one thread.
 */
final class SparkOnHook implements AutoCloseable {

    private static final String SCRIPT =
            """
            #!/bin/sh
            pid=%1$s/spark.pid
            if [ "$BATON_ACTIVE" != "%2$s" ]; then [ ! -f $pid ] || kill "$(cat $pid)" 2>/dev/null; rm -f $pid; exit 0; fi
            [ -f $pid ] && kill -0 "$(cat $pid)" 2>/dev/null && exit 0
            setsid '%3$s/bin/java' @%1$s/options dev.baton.spark.SqlApplication %1$s/flights.properties >>%1$s/log 2>&1 </dev/null &
            echo $! >$pid
            """;
    private static final String OPTIONS =
            """
            %s
            -Dspark.master=local[2]
            -Dspark.driver.bindAddress=127.0.0.1
            -Dspark.driver.host=127.0.0.1
            -Dspark.ui.enabled=false
            -Dlogback.configurationFile=%s
            -cp "%s"
            """;
    private static final String HOOK =
            """
            hooks:
              spark-%1$s: { on: [active, inactive], region: %1$s, agent: %1$s, command: [%2$s] }
            """;

    private final RegionId region;
    private final Path folder;
    private final Path script;

    private SparkOnHook(RegionId region, Path folder, Path script) {
        this.region = region;
        this.folder = folder;
        this.script = script;
    }

    /** Adds the hook to the configuration of the region's agent, which must not have read it yet. */
    static SparkOnHook install(TwoRegions regions, RegionId region, Path directory) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("cold-" + region));
        Path config = regions.config(region);
        FlightsInSql.write(regions, region, folder, Map.of());
        Files.writeString(
                folder.resolve("options"),
                OPTIONS.formatted(
                        String.join("\n", SparkProcess.flags()),
                        SparkProcess.LOGGING,
                        System.getProperty("java.class.path")));
        Path script = Files.writeString(
                folder.resolve("standby"), SCRIPT.formatted(folder, region, System.getProperty("java.home")));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(config, HOOK.formatted(region, script), StandardOpenOption.APPEND);
        return new SparkOnHook(region, folder, script);
    }

    /** As an operator does it once, in the region that holds the baton. */
    void startByHand() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.environment().put("BATON_ACTIVE", region.value());
        builder.start().waitFor();
    }

    /** The application, if there is one. */
    Optional<ProcessHandle> process() throws IOException {
        Path pid = folder.resolve("spark.pid");
        String text = Files.exists(pid) ? Files.readString(pid).strip() : "";
        return text.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(text)).filter(ProcessHandle::isAlive);
    }

    /** SIGKILL for it. */
    @Override
    public void close() throws IOException {
        process().ifPresent(ProcessHandle::destroyForcibly);
    }
}
