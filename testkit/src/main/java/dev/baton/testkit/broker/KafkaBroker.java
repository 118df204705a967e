package dev.baton.testkit.broker;

import dev.baton.testkit.TestbedException;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.ServerStart;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A real Kafka broker, its own controller, in a process of its own: what it acknowledged survives {@link #kill()} and
 * {@link #restart()}.
 *
 * <p>{@link #start} returns at once, so that several brokers start side by side; {@link #awaitReady} says when one
 * serves. Ports of 127.0.0.1 are chosen at the first start and stay the same for good once it has been ready. It ends
 * with this process at the latest; its directory, logs included, is kept.
 *
 * <p>One thread at a time may start, restart and await; the other methods may be called by any thread.
 */
public final class KafkaBroker implements AutoCloseable {

    private static final String STARTED = "Kafka Server started";
    private static final Duration TOPIC_DEADLINE = Duration.ofSeconds(30);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final Janitor janitor;
    private final BrokerOptions options;
    private final Supplier<BrokerPorts> portChoice;
    private volatile BrokerPorts ports;
    private volatile ChildProcess process;
    private volatile boolean portsPromised;
    private volatile long peakOfFormerLives;
    private int lives;

    private KafkaBroker(Janitor janitor, BrokerOptions options, Supplier<BrokerPorts> portChoice) {
        this.janitor = janitor;
        this.options = options;
        this.portChoice = portChoice;
        this.ports = portChoice.get();
        this.process = begin();
    }

    /**
     * Starts a broker and returns at once; {@link #awaitReady} must follow.
     *
     * <p>If the directory holds the storage of an earlier broker, that storage is served again.
     *
     * @throws TestbedException if the process cannot be started
     */
    public static KafkaBroker start(Janitor janitor, BrokerOptions options) {
        return start(janitor, options, () -> BrokerPorts.choose(options));
    }

    static KafkaBroker start(Janitor janitor, BrokerOptions options, Supplier<BrokerPorts> portChoice) {
        return new KafkaBroker(janitor, options, portChoice);
    }

    /**
     * Returns when the broker takes part in its cluster and answers.
     *
     * @throws TestbedException with the end of its log if it dies, or does not answer in time
     */
    public void awaitReady(Duration atMost) {
        try (BrokerProbe probe = new BrokerProbe(options)) {
            new ServerStart(() -> process, () -> hasBoundAll() && probe.serves(ports.local()), this::beginAnew)
                    .await(atMost);
        }
        portsPromised = true;
    }

    /** It answers at its first listener before it binds the others, and ends if it cannot: only its log tells. */
    private boolean hasBoundAll() {
        return process.logTail(Integer.MAX_VALUE).contains(STARTED);
    }

    /**
     * What clients on this machine that pass no proxy are given as {@code bootstrap.servers}; after awaitReady only.
     */
    public String bootstrap() {
        return "127.0.0.1:" + port(BrokerSettings.LOCAL);
    }

    /** What clients of another listener are given as {@code bootstrap.servers}: its advertised address. */
    public String bootstrap(String listener) {
        return options.listeners().stream()
                .filter(candidate -> candidate.name().equals(listener))
                .findFirst()
                .map(found -> "127.0.0.1:" + found.advertisedPort())
                .orElseThrow(() -> noSuch(listener));
    }

    /** The port that the broker itself binds for a listener: the target of a proxy; after awaitReady only. */
    public int port(String listener) {
        if (!portsPromised) {
            throw new IllegalStateException(
                    "The ports of " + options.name() + " may still change: call awaitReady first.");
        }
        return ports.of(listener).orElseThrow(() -> noSuch(listener));
    }

    /**
     * Returns when the topic exists and every partition of it has a leader (at most 30 s).
     *
     * @param configs of the topic, such as {@code retention.ms}
     * @throws TestbedException if it exists already or cannot be made
     */
    public void createTopic(String topic, int partitions, Map<String, String> configs) {
        try (BrokerAdmin admin = new BrokerAdmin(options.name(), bootstrap(), TOPIC_DEADLINE)) {
            admin.createTopic(topic, partitions, configs);
        }
    }

    /** Its process in its present life, for logs and figures. */
    public ChildProcess process() {
        return process;
    }

    /** Ends it as a power cut would; returns when it is gone. */
    public void kill() {
        process.kill();
    }

    /** Stops it in its tracks; connections stay open and unanswered. */
    public void freeze() {
        process.freeze();
    }

    /** Lets a frozen broker go on. */
    public void thaw() {
        process.thaw();
    }

    /** Shuts it down in order, or kills it after that time; true if it ended by itself. */
    public boolean stop(Duration atMost) {
        return process.stop(atMost);
    }

    /**
     * Starts it again, on the same storage and ports, and returns at once; {@link #awaitReady} must follow.
     *
     * @throws IllegalStateException if it still runs
     */
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException(options.name() + " still runs: kill or stop it before restart.");
        }
        peakOfFormerLives = peakResidentBytes().orElse(0);
        process = begin();
    }

    /** The most memory any of its lives had resident, in bytes; empty where the system does not tell. */
    public OptionalLong peakResidentBytes() {
        long peak = Math.max(peakOfFormerLives, process.peakResidentBytes().orElse(0));
        return peak == 0 ? OptionalLong.empty() : OptionalLong.of(peak);
    }

    /** Shuts it down, or kills it after 5 s. May be called again. */
    @Override
    public void close() {
        stop(CLOSE_DEADLINE);
    }

    private ChildProcess begin() {
        lives++;
        return BrokerProcess.start(janitor, options, ports, lives);
    }

    private void beginAnew() {
        // Ports that others know stay: all that can be done is to wait until whoever has one gives it back.
        if (!portsPromised) {
            ports = portChoice.get();
        }
        process = begin();
    }

    private IllegalArgumentException noSuch(String listener) {
        return new IllegalArgumentException(options.name() + " has no listener '" + listener + "'; it has "
                + ports.byListener().keySet() + ".");
    }
}
