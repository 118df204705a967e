package dev.baton.cli.events;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.ack.ProtectionMode;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.runtime.config.BatonConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code baton produce}. */
@Command(
        name = "produce",
        header = "Write events into every region.",
        description = {
            "",
            "Writes the lines of a file or of standard input as events into every region, and reports how many were"
                    + " acknowledged. Empty lines are left out.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 every event was acknowledged, 1 one was not.",
            "",
            "Examples:",
            "  baton produce flights flights.csv --key 2",
            "  tail -f orders.jsonl | baton produce orders",
            "  baton produce flights flights.csv --rate 500 --protection max-protection"
        })
public final class ProduceCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";
    private static final String NO_KEY = "none";
    private static final long PROGRESS_MILLIS = 200;
    private static final int LINGER_MILLIS = 5;

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ConfigOption config;

    @Parameters(index = "0", paramLabel = "STREAM", description = "A stream of the configuration.")
    @SuppressWarnings("NullAway.Init")
    private String stream;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = STANDARD_INPUT,
            description = "Its lines are the events; default: -, standard input.")
    @SuppressWarnings("NullAway.Init")
    private String file;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            defaultValue = NO_KEY,
            description =
                    "Which column is the event's key, from 1, or none; events of one key keep their order. Default:"
                            + " ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String key;

    @Option(
            names = "--key-separator",
            paramLabel = "TEXT",
            defaultValue = ",",
            description = "What is between columns, \\t for a tab; quotes mean nothing. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    private String separator;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Events per second; default: no limit.")
    private int rate;

    @Option(
            names = "--protection",
            paramLabel = "MODE",
            defaultValue = "max-availability",
            converter = ModeConverter.class,
            completionCandidates = Modes.class,
            description = "When an event counts as acknowledged: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private ProtectionMode protection;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "An event that is not acknowledged after this time has failed; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration timeout;

    /** The command of this terminal. */
    public ProduceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        KeyColumn column = column();
        if (rate < 0) {
            throw new ParameterException(spec.commandLine(), "--rate is " + rate + "; use 1 or more, or leave it out");
        }
        BatonConfig loaded = config.load();
        loaded.topic(stream, loaded.regions().firstKey()); // an unknown stream is an error before anything is opened
        try (InputStream in = file.equals(STANDARD_INPUT) ? terminal.in() : Files.newInputStream(Path.of(file));
                Producer<byte[], byte[]> producer = new BatonProducer<>(properties())) {
            Feed feed = new Feed(producer, stream, new LineReader(in, Feed.MAX_LINE_BYTES), column, rate);
            return produce(feed, producer);
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BatonProperties.CONFIG, config.file().toString());
        properties.put(BatonProperties.PROTECTION, Modes.word(protection));
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
        return properties;
    }

    private int produce(Feed feed, Producer<byte[], byte[]> producer) throws InterruptedException {
        long start = System.nanoTime();
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch settled = new CountDownLatch(1);
        terminal.onInterrupt(over::countDown);
        daemon("baton-feed", () -> {
            feed.run();
            over.countDown();
        });
        awaitWithProgress(over, feed, start);
        feed.stop();
        daemon("baton-flush", () -> {
            producer.close();
            settled.countDown();
        });
        awaitWithProgress(settled, feed, start);
        return report(feed, Duration.ofNanos(System.nanoTime() - start));
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true); // it may wait for input that never comes
        thread.start();
    }

    private void awaitWithProgress(CountDownLatch end, Feed feed, long start) throws InterruptedException {
        while (!end.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            terminal.progress(counts(feed) + ", " + Format.count(feed.acked() * 1000 / Math.max(1, millis)) + "/s");
        }
        terminal.endProgress();
    }

    private static String counts(Feed feed) {
        return Format.count(feed.acked(), "event") + " of " + Format.count(feed.sent()) + " acknowledged, "
                + Format.count(feed.failed()) + " failed";
    }

    private int report(Feed feed, Duration took) {
        terminal.print(counts(feed) + " in " + Format.duration(took));
        String brokenOff = feed.brokenOff();
        if (brokenOff != null) {
            return terminal.refuse(brokenOff);
        }
        return feed.failed() == 0
                ? 0
                : terminal.refuse(
                        Format.count(feed.failed(), "event") + " failed, the first in " + feed.firstFailure());
    }

    private KeyColumn column() {
        if (key.equals(NO_KEY)) {
            return KeyColumn.NONE;
        }
        if (!key.matches("[1-9][0-9]{0,5}")) {
            throw new ParameterException(
                    spec.commandLine(), "--key is '" + key + "'; use the number of a column, from 1, or none");
        }
        String text = separator.replace("\\t", "\t");
        if (text.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--key-separator must not be empty");
        }
        return KeyColumn.of(Integer.parseInt(key), text.getBytes(StandardCharsets.UTF_8));
    }

    /** The modes as they are written. */
    static final class Modes implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ProtectionMode.values()).map(Modes::word).iterator();
        }

        static String word(ProtectionMode mode) {
            return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Reads a mode. */
    static final class ModeConverter implements ITypeConverter<ProtectionMode> {

        @Override
        public ProtectionMode convert(String text) {
            return Arrays.stream(ProtectionMode.values())
                    .filter(mode -> Modes.word(mode).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no mode; use " + String.join(", ", new Modes())));
        }
    }
}
