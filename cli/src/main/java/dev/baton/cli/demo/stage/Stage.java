package dev.baton.cli.demo.stage;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.runtime.config.TokenConfig;
import dev.baton.runtime.report.Bulletins;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.testkit.TestbedException;
import dev.baton.testkit.postgres.PostgresServer;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Two regions in processes of their own, and outside of them the token store, the database and the producer. Whatever happens to
 * this process, nothing of it is left running.
 *
 * <p>Safe for any thread, but one fault at a time.
 */
public final class Stage implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration READ_LOG = Duration.ofSeconds(60);
    /** The file of rows, in the directory of the plan. */
    public static final String ROWS = "rows.jsonl";

    /** The monitor outside of all regions, if the plan names it among its {@code members}. */
    public static final String WITNESS = "witness";

    private final StagePlan plan;
    private final Consumer<String> narrator;
    private final Janitor janitor = Janitor.start();
    private final Programs programs;
    private final Wiring wiring;
    private final @Nullable OciAccount account;
    private final StoreProcesses stores;
    private final ObjectTokenStore tokens;
    private final PostgresServer database;
    private final SortedMap<RegionId, RegionProcesses> regions = new TreeMap<>();
    private final Map<String, Path> configs = new TreeMap<>();
    private @Nullable SinkTable sink;
    private @Nullable TokenTrail trail;
    private @Nullable Producers producers;
    private @Nullable Slot witness;

    private Stage(StagePlan plan, Consumer<String> narrator) {
        this.plan = plan;
        this.narrator = narrator;
        this.programs = new Programs(janitor, plan);
        this.wiring = new Wiring(plan.regions(), plan.stores());
        this.account = plan.onOci().isEmpty() ? null : OciAccount.create(plan);
        this.stores = StoreProcesses.start(plan, programs, account, narrator);
        this.tokens = new ObjectTokenStore(stores.objects(), StagePlan.NAME);
        this.database = PostgresServer.start(janitor, plan.directory().resolve("database"));
        plan.regions().forEach(region -> regions.put(region, new RegionProcesses(start(region))));
    }

    private RegionService start(RegionId region) {
        if (account == null || !plan.onOci().contains(region)) {
            return BrokerService.start(janitor, region, plan, wiring);
        }
        Bulletins monitors = Bulletins.ofMonitors(stores.objects(), StagePlan.NAME);
        return OciService.start(region, plan, wiring, new OciService.Around(programs, account, monitors));
    }

    /**
     * Starts everything but producer and agents; returns when all of it serves. When it throws, nothing is left running.
     *
     * @param narrator is told what users should know
     */
    public static Stage raise(StagePlan plan, Consumer<String> narrator) throws IOException, SQLException {
        Stage stage = new Stage(plan, narrator);
        try {
            stage.awaitServers();
            stage.writeConfigs();
            stage.producers = new Producers(plan, stage.programs, stage.config());
            stage.startProcessors();
            return stage;
        } catch (IOException | SQLException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private void awaitServers() throws SQLException {
        List<CompletableFuture<Void>> ready = new ArrayList<>();
        regions.forEach((region, processes) -> ready.add(CompletableFuture.runAsync(
                () -> {
                    processes.service().awaitReady(START);
                    processes.service().open();
                },
                task -> new Thread(task, "start-" + region).start())));
        database.awaitReady(START);
        sink = SinkTable.create(database.jdbcUrl());
        wiring.connectDatabase(database.port());
        wiring.connectStores(stores.ports());
        stores.awaitReady();
        ready.forEach(CompletableFuture::join);
        tokens.create(Token.first(
                        StagePlan.NAME,
                        plan.regions(),
                        plan.regions().get(0),
                        TokenConfig.DEFAULT_TTL,
                        audit("the demo begins")))
                .fold(
                        applied -> true,
                        conflict -> {
                            throw new TestbedException("There is a token already in " + plan.directory()
                                    + "; give the demo an empty directory.");
                        },
                        unknown -> {
                            throw new TestbedException("The token could not be created: " + unknown.why());
                        });
        trail = new TokenTrail(tokens);
    }

    private void writeConfigs() throws IOException {
        Files.createDirectories(plan.logs());
        Stream<String> zones = Stream.concat(plan.regions().stream().map(RegionId::value), Stream.of(Wiring.OUTSIDE));
        for (String zone : zones.toList()) {
            Map<RegionId, String> services = new TreeMap<>();
            regions.forEach((region, processes) ->
                    services.put(region, processes.service().section(zone)));
            SortedMap<String, String> places = wiring.storeUris(zone);
            places.replaceAll((store, uri) -> stores.section(uri));
            configs.put(zone, BatonYaml.write(plan, zone, services, places));
        }
    }

    private void startProcessors() {
        regions.forEach((region, processes) -> {
            List<Slot> processors = new ArrayList<>();
            for (int i = 1; i <= plan.processors().count(); i++) {
                String name = "processor-" + region + "-" + i;
                processors.add(new Slot(
                        name,
                        () -> programs.processor(name, config(region.value()), region.value(), jdbcUrl(region)),
                        narrator));
            }
            processes.startProcessors(processors);
        });
    }

    /**
     * Starts the agents; returns when they probe. To be called when events flow: while everything else starts, this machine may
     * be so slow that a region seems to be down.
     */
    public void startAgents() {
        regions.forEach((region, processes) -> {
            String name = "agent-" + region;
            processes.startAgent(
                    new Slot(name, () -> programs.agent(name, config(region.value()), region.value()), narrator));
        });
        startWitness();
        for (RegionProcesses processes : regions.values()) {
            if (!processes.service().isProbedWithin(START, regions.size())) {
                throw new TestbedException("The agents do not probe; their logs are in " + plan.logs());
            }
        }
    }

    private void startWitness() {
        if (plan.monitor().getOrDefault("members", "").contains(WITNESS)) {
            Slot slot =
                    new Slot(WITNESS, () -> programs.command(WITNESS, config(), "check", "--as", WITNESS), narrator);
            witness = slot;
            slot.start();
        }
    }

    private Stream<Slot> slots() {
        return Stream.concat(regions.values().stream().flatMap(RegionProcesses::slots), Stream.ofNullable(witness));
    }

    /** Where the database is, as seen from a region. */
    public String jdbcUrl(RegionId region) {
        return database.jdbcUrl(wiring.databasePort(region.value()));
    }

    /** The {@code baton.yaml} for commands on this machine. */
    public Path config() {
        return config(Wiring.OUTSIDE);
    }

    private Path config(String zone) {
        return Optional.ofNullable(configs.get(zone))
                .orElseThrow(() -> new IllegalStateException("no configuration was written for zone " + zone));
    }

    /** The clients that write. */
    public Producers producers() {
        return opened(producers);
    }

    /** The network, for faults that no method of this class stands for. */
    public Wiring wiring() {
        return wiring;
    }

    /** The effects. */
    public SinkTable sink() {
        return opened(sink);
    }

    /** What the token is now. */
    public Token token() {
        return tokens.read();
    }

    /** What the token was and is. */
    public TokenTrail trail() {
        return opened(trail);
    }

    private static <T> T opened(@Nullable T part) {
        return Optional.ofNullable(part).orElseThrow(() -> new IllegalStateException("the stage is not ready"));
    }

    /** SIGKILL for everything in a region. */
    public void kill(RegionId region) {
        processes(region).kill();
    }

    /** SIGSTOP for everything in a region. */
    public void freeze(RegionId region) {
        processes(region).freeze();
    }

    /** Cuts every link between a region and everything else. */
    public void isolate(RegionId region) {
        wiring.isolate(region);
    }

    /** Undoes the three above; returns when the region serves. */
    public void restore(RegionId region) {
        wiring.heal(region);
        processes(region).restore();
    }

    /** SIGKILL for every agent and the witness, and with them every monitor. */
    public void killAgents() {
        regions.values().forEach(RegionProcesses::killAgent);
        Stream.ofNullable(witness).forEach(Slot::kill);
    }

    /** SIGKILL for the agent of a region, and with it its monitor and its catch-up. */
    public void killAgent(RegionId region) {
        processes(region).killAgent();
    }

    /** Starts the agent of a region unless it runs. */
    public void ensureAgent(RegionId region) {
        processes(region).ensureAgent();
    }

    /** SIGSTOP for the processors of a region only. */
    public void freezeProcessors(RegionId region) {
        processes(region).freezeProcessors();
    }

    /** SIGCONT for them. */
    public void thawProcessors(RegionId region) {
        processes(region).thawProcessors();
    }

    /** Nobody reaches the token store any more. */
    public void cutStore() {
        wiring.cutStore();
    }

    /** Everybody reaches the token store again. */
    public void healStore() {
        wiring.healStore();
    }

    /** SIGKILL for one of the token's three stores. */
    public void killStore(String name) {
        stores.kill(name);
    }

    /** SIGSTOP for one of the token's three stores. */
    public void freezeStore(String name) {
        stores.freeze(name);
    }

    /** Deletes everything in one of the token's three stores. */
    public void wipeStore(String name) {
        stores.wipe(name);
    }

    /** Undoes the three above: starts it again, lets it go on, and rebuilds it from the two others. */
    public void restoreStore(String name) {
        stores.restore(name);
    }

    /** An operator asks for a planned switchover; the monitors complete it. Returns why that was refused, if it was. */
    public Optional<String> beginSwitchover(RegionId to) {
        Token token = tokens.read();
        return token.beginHandover(to, audit("the demo asks for a planned switchover"))
                .fold(
                        next -> tokens.compareAndSet(token, next)
                                .fold(
                                        applied -> Optional.<String>empty(),
                                        conflict -> Optional.of("the token changed at the same moment"),
                                        unknown -> Optional.of(unknown.why())),
                        refused -> Optional.of(refused.why()));
    }

    /**
     * An operator asks for a failback, by the command.
     *
     * @param name of the process and its log
     * @param atMost how long it may wait for the home region to be IN_SYNC
     */
    public ChildProcess failback(String name, Duration atMost) {
        String reason = "the demo asks for a failback";
        return programs.command(name, config(), "failback", "--wait", atMost.toSeconds() + "s", "--reason", reason);
    }

    /** Starts again what has ended by itself; to be called often. */
    public void supervise() {
        long now = System.nanoTime();
        slots().forEach(slot -> slot.supervise(now));
    }

    /** What a region's log holds; empty if it does not answer. */
    public Optional<RegionLog> readLog(RegionId region) {
        RegionService service = processes(region).service();
        if (!service.isAlive()) {
            return Optional.empty();
        }
        try {
            return Optional.of(RegionLog.read(service, plan.stream(), plan.partitions(), READ_LOG));
        } catch (KafkaException e) {
            return Optional.empty();
        }
    }

    /**
     * Tells what a consumer would be given that reads a region's log from the beginning to the end.
     *
     * @throws KafkaException if it does not answer
     * @throws TestbedException if it was not read to its end in time
     */
    public void readDelivered(RegionId region, Duration atMost, DeliveredLog.Visitor visitor) {
        DeliveredLog.read(processes(region).service(), plan.logIds(), config(), region, atMost, visitor);
    }

    /** The most memory that each of Baton's processes (not the brokers, not the database) ever had resident, in bytes. */
    public SortedMap<String, Long> peakBytes() {
        SortedMap<String, Long> peaks = new TreeMap<>();
        slots().forEach(slot -> slot.peakBytes().ifPresent(bytes -> peaks.put(slot.name(), bytes)));
        peaks.putAll(producers().peakBytes());
        return peaks;
    }

    private RegionProcesses processes(RegionId region) {
        RegionProcesses processes = regions.get(region);
        if (processes == null) {
            throw new IllegalArgumentException("region: '" + region + "' is none of " + regions.keySet());
        }
        return processes;
    }

    private static Audit audit(String reason) {
        return new Audit(reason, "baton demo", Instant.now(), UUID.randomUUID().toString());
    }

    /** Kills every process, at once and for certain. May be called again, and by a shutdown hook. */
    @Override
    public void close() {
        janitor.close();
        regions.values().forEach(processes -> processes.service().close());
        if (trail != null) {
            trail.close();
        }
        wiring.close();
        tokens.close();
        stores.close();
    }
}
