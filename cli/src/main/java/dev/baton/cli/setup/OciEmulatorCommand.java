package dev.baton.cli.setup;

import dev.baton.cli.shell.Terminal;
import dev.baton.testkit.cloud.EmulatorAdmin;
import dev.baton.testkit.cloud.EmulatorOrders;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciRegion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton oci-emulator}. */
@Command(
        name = "oci-emulator",
        header = "Regions of OCI emulated on this machine: Streaming, Object Storage, Data Flow.",
        description = {
            "",
            "To try Baton on OCI without an account. Writes a baton.yaml and a user's key for it into a directory, and serves until"
                    + " Ctrl-C. Signatures and the documented limits are checked; what nobody documents is modelled. Nothing is kept.",
            "",
            "The admin port takes lines that make things fail, by POST, and tells by GET where everything is; standard input takes the"
                    + " same lines, such as 'down r1', 'up r1', 'fault r2 streaming throttled', 'state r1 flights DELETED'. Any other"
                    + " line is answered with all that can be said.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  baton oci-emulator",
            "  baton oci-emulator --directory /tmp/oci --partitions 10 --regions 3",
            "  curl --data 'down r1' http://127.0.0.1:PORT/"
        })
public final class OciEmulatorCommand implements Callable<Integer> {

    private static final String NAMESPACE = "emulated";
    private static final String BUCKET = "data";
    private static final String STREAM = "flights";
    private static final String APPLICATION = "ocid1.dataflowapplication.oc1..emulated";
    /** Has the token's bucket, so that no region can take it along. */
    private static final String WITNESS = "witness";

    private static final int MAX_REGIONS = 9;

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

    @Option(
            names = "--regions",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many besides the witness, which has the token's bucket. Default: ${DEFAULT-VALUE}.")
    private int count;

    /** The command of this terminal. */
    public OciEmulatorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (partitions < 1) {
            return terminal.refuse("--partitions is " + partitions + "; a stream has at least one");
        }
        if (count < 2 || count > MAX_REGIONS) {
            return terminal.refuse("--regions is " + count + "; Baton needs two, and there are at most " + MAX_REGIONS);
        }
        Files.createDirectories(directory);
        OciIdentity user = OciIdentity.create();
        Path configFile = user.write(directory.toAbsolutePath());
        SortedMap<String, OciRegion> regions = new TreeMap<>();
        try {
            for (int i = 1; i <= count; i++) {
                OciRegion region = region("emulated-" + i, user);
                regions.put("r" + i, region);
                region.streams().create(STREAM, partitions);
            }
            regions.put(WITNESS, region(WITNESS, user));
            serve(regions, configFile);
        } finally {
            regions.values().forEach(OciRegion::close);
        }
        return 0;
    }

    private static OciRegion region(String name, OciIdentity user) {
        return OciRegion.start(new OciRegion.Settings(name, user, NAMESPACE, BUCKET, APPLICATION));
    }

    private void serve(SortedMap<String, OciRegion> regions, Path configFile) throws IOException, InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        terminal.onInterrupt(interrupted::countDown);
        Path file = Files.writeString(directory.resolve("baton.yaml"), yaml(regions, configFile));
        try (EmulatorAdmin admin = EmulatorAdmin.start(regions)) {
            regions.forEach((name, region) -> terminal.print(name + ": " + places(region)));
            terminal.print("Admin port: " + admin.uri() + "; Ctrl-C ends it.");
            terminal.print("Next: baton token create --active r1 --config " + file);
            Thread lines = new Thread(() -> follow(new EmulatorOrders(regions)), "baton-emulator-lines");
            lines.setDaemon(true);
            lines.start();
            interrupted.await();
        }
    }

    private static String places(OciRegion region) {
        return region.services().entrySet().stream()
                .map(service -> service.getKey() + " at " + service.getValue().uri())
                .collect(Collectors.joining(", "));
    }

    private static String yaml(SortedMap<String, OciRegion> regions, Path configFile) {
        StringBuilder yaml = new StringBuilder("name: payments\nregions:\n");
        regions.forEach((name, region) -> {
            if (!name.equals(WITNESS)) {
                yaml.append(
                        """
                          %s:
                            type: oci
                            oci: { pool: ocid1.streampool.oc1..p, controlEndpoint: "%s", configFile: "%s" }
                        """
                                .formatted(
                                        name,
                                        region.service(OciRegion.STREAMING).uri(),
                                        configFile));
            }
        });
        return yaml.append(
                        """
                        streams:
                          %s: {}
                        token:
                          oci: { namespace: %s, bucket: %s, endpoint: "%s", configFile: "%s" }
                        """
                                .formatted(
                                        STREAM,
                                        NAMESPACE,
                                        BUCKET,
                                        Objects.requireNonNull(regions.get(WITNESS))
                                                .service(OciRegion.OBJECT_STORAGE)
                                                .uri(),
                                        configFile))
                .append("# Data Flow knows the application ")
                .append(APPLICATION)
                .append(".\n")
                .toString();
    }

    /** Until the end of standard input. */
    private void follow(EmulatorOrders orders) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                obey(orders, line);
            }
        } catch (IOException e) {
            terminal.say("no more lines: " + e.getMessage());
        }
    }

    private void obey(EmulatorOrders orders, String line) {
        try {
            orders.obey(line);
        } catch (IllegalArgumentException e) {
            terminal.say(String.valueOf(e.getMessage()));
        }
    }
}
