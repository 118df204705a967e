package dev.baton.cli.setup;

import dev.baton.cli.shell.Terminal;
import dev.baton.testkit.cloud.CloudFault;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciStreams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton oci-emulator}. */
@Command(
        name = "oci-emulator",
        header = "Two regions of OCI Streaming and a bucket, emulated on this machine.",
        description = {
            "",
            "To try Baton on OCI without an account. Writes a baton.yaml and a user's key for it into a directory, and serves until"
                    + " Ctrl-C. Signatures and the documented limits are checked; what nobody documents is modelled. Nothing is kept.",
            "",
            "Lines on standard input make regions fail: 'down r1', 'throttle r1', 'up r1'.",
            ""
        },
        footer = {"", "Examples:", "  baton oci-emulator", "  baton oci-emulator --directory /tmp/oci --partitions 10"})
public final class OciEmulatorCommand implements Callable<Integer> {

    private static final String NAMESPACE = "emulated";
    private static final String BUCKET = "data";
    private static final String STREAM = "flights";
    private static final int PAGE_SIZE = 1_000;

    private static final Map<String, CloudFault> FAULTS =
            Map.of("down", CloudFault.DROPPED, "throttle", CloudFault.THROTTLED, "break", CloudFault.BROKEN);

    private final Terminal terminal;

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            defaultValue = "oci-emulator",
            description = "Where baton.yaml and the key go. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli
    private Path directory;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "3",
            description = "Of the stream flights in each region. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    /** The command of this terminal. */
    public OciEmulatorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (partitions < 1) {
            return terminal.refuse("--partitions is " + partitions + "; a stream has at least one");
        }
        Files.createDirectories(directory);
        OciIdentity user = OciIdentity.create();
        Path configFile = user.write(directory.toAbsolutePath());
        try (CloudServer r1 = region("emulated-1", user);
                CloudServer r2 = region("emulated-2", user);
                CloudServer bucket = CloudServer.oci(NAMESPACE, BUCKET, user, PAGE_SIZE, Clock.systemUTC())) {
            CountDownLatch interrupted = new CountDownLatch(1);
            terminal.onInterrupt(interrupted::countDown);
            Path file = Files.writeString(directory.resolve("baton.yaml"), yaml(configFile, r1, r2, bucket));
            terminal.print("Serving r1 at " + r1.uri() + ", r2 at " + r2.uri() + " and the bucket at " + bucket.uri()
                    + "; Ctrl-C ends it.");
            terminal.print("Next: baton token create --active r1 --config " + file);
            Thread lines = new Thread(() -> follow(Map.of("r1", r1, "r2", r2)), "baton-emulator-lines");
            lines.setDaemon(true);
            lines.start();
            interrupted.await();
        }
        return 0;
    }

    private CloudServer region(String name, OciIdentity user) {
        OciStreams streams = new OciStreams(name, Clock.systemUTC(), OciStreams.Limits.DOCUMENTED);
        streams.create(STREAM, partitions);
        return CloudServer.ociStreaming(streams, user, Clock.systemUTC());
    }

    private static String yaml(Path configFile, CloudServer r1, CloudServer r2, CloudServer bucket) {
        String region =
                """
                  %s:
                    type: oci
                    oci: { pool: ocid1.streampool.oc1..p, controlEndpoint: "%s", configFile: "%s" }
                """;
        return "name: payments\nregions:\n"
                + region.formatted("r1", r1.uri(), configFile)
                + region.formatted("r2", r2.uri(), configFile)
                + """
                streams:
                  %s: {}
                token:
                  oci: { namespace: %s, bucket: %s, endpoint: "%s", configFile: "%s" }
                """
                        .formatted(STREAM, NAMESPACE, BUCKET, bucket.uri(), configFile);
    }

    /** Until the end of standard input. */
    private void follow(Map<String, CloudServer> regions) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                obey(line.strip().split("\\s+", 2), regions);
            }
        } catch (IOException e) {
            terminal.say("no more lines: " + e.getMessage());
        }
    }

    private void obey(String[] words, Map<String, CloudServer> regions) {
        CloudServer region = words.length == 2 ? regions.get(words[1]) : null;
        boolean isUp = words[0].equals("up");
        if (region == null || !isUp && !FAULTS.containsKey(words[0])) {
            terminal.say("say 'down', 'throttle', 'break' or 'up' and a region, such as 'down r1'");
            return;
        }
        region.failAll(isUp ? null : FAULTS.get(words[0]));
        terminal.say(words[1] + ": " + words[0]);
    }
}
