package dev.baton.cli.demo.stage;

import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.monitor.Opinion;
import dev.baton.kafka.stream.StreamConsumer;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.OciStreamsConfig;
import dev.baton.runtime.config.RegionConfig;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.report.Bulletins;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamServices;
import dev.baton.testkit.Patience;
import dev.baton.testkit.ports.FreePorts;
import dev.baton.testkit.process.ChildProcess;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** An emulated region of OCI Streaming, which keeps its messages in files. */
final class OciService implements RegionService {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RegionId region;
    private final StagePlan plan;
    private final Wiring wiring;
    private final OciAccount account;
    private final Bulletins monitors;
    private final int port = FreePorts.choose();
    private final Supplier<ChildProcess> starter;
    private final StreamService service;
    private volatile ChildProcess process;

    private OciService(RegionId region, StagePlan plan, Wiring wiring, Around around) {
        this.region = region;
        this.plan = plan;
        this.wiring = wiring;
        this.account = around.account();
        this.monitors = around.monitors();
        this.starter = () -> around.programs().ociRegion("oci-" + region, region, port, account);
        OciStreamsConfig config = new OciStreamsConfig(
                OciAccount.POOL,
                null,
                null,
                null,
                URI.create(address(port)),
                new OciStreamsConfig.Login(OciAuth.CONFIG_FILE, null, account.configFile()));
        this.service = StreamServices.open(region, new RegionConfig(ServiceType.OCI, new TreeMap<>(), config))
                .orElseThrow(() -> new IllegalStateException("a region on OCI has a service"));
        this.process = starter.get();
    }

    /**
     * What it needs of the stage.
     *
     * @param monitors what they say of the regions
     */
    record Around(Programs programs, OciAccount account, Bulletins monitors) {}

    /** Starts it and returns at once. */
    static OciService start(RegionId region, StagePlan plan, Wiring wiring, Around around) {
        return new OciService(region, plan, wiring, around);
    }

    @Override
    public void awaitReady(Duration atMost) {
        Patience.await(
                atMost,
                this::serves,
                () -> "The emulated OCI region " + region + " does not serve. Its log ends:\n" + process.logTail(20));
    }

    private boolean serves() {
        try {
            return service.partitions(plan.stream()) == plan.partitions();
        } catch (RegionUnavailableException e) {
            return orPause(false);
        }
    }

    /** Its stream is there from the beginning. */
    @Override
    public void open() {
        wiring.connect(region, port);
    }

    /** What it says of where messages are is where it was asked, so that all passes the zone's link. */
    @Override
    public String section(String zone) {
        return "{ type: oci, oci: { pool: " + OciAccount.POOL + ", controlEndpoint: \""
                + address(wiring.port(zone, region, port)) + "\", configFile: \"" + account.configFile() + "\" } }";
    }

    private static String address(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public Consumer<String, String> reader() {
        return new StreamConsumer<>(
                service, StreamConsumer.Membership.NONE, new StringDeserializer(), new StringDeserializer());
    }

    @Override
    public boolean isProbedWithin(Duration atMost, int agents) {
        return Patience.holdsWithin(atMost, () -> orPause(monitorsThatFindItUp() >= agents));
    }

    /** Each question costs a signature or more. */
    private static boolean orPause(boolean holds) {
        if (!holds) {
            Patience.pause(PAUSE);
        }
        return holds;
    }

    /** A store that did not answer in time is asked again. */
    private long monitorsThatFindItUp() {
        try {
            return monitors.reporters().stream()
                    .map(monitors::newest)
                    .flatMap(Optional::stream)
                    .map(bulletin -> bulletin.report().findings().get(region))
                    .filter(finding -> finding != null && finding.opinion() == Opinion.UP)
                    .count();
        } catch (StoreUnavailableException e) {
            return 0;
        }
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void freeze() {
        process.freeze();
    }

    @Override
    public void thaw() {
        process.thaw();
    }

    @Override
    public void restart() {
        process = starter.get();
    }

    @Override
    public void close() {
        service.close();
    }
}
