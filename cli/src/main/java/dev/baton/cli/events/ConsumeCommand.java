package dev.baton.cli.events;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.RegionConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.SinkFailedException;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.consumer.BatonProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code baton consume}. */
@Command(
        name = "consume",
        header = "Print events where the baton is.",
        description = {
            "",
            "Prints the events of a stream while its region holds the baton, and stands by while another does. Run the same"
                    + " command in every region: each event is printed once, where the baton is. (If the region that prints"
                    + " is lost, what it had in hand is printed again by the next.)",
            "",
            "A group that has never read begins with the oldest event.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  baton consume flights --region r1",
            "  baton consume flights --region r2 --group audit --append events.txt",
            "  baton consume flights --region r1 --format json --max 10 | jq .key"
        })
public final class ConsumeCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 50;
    /** A gate that is closed for no longer than that is not worth a word. */
    private static final long PASSING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ConfigOption config;

    @Parameters(paramLabel = "STREAM", description = "A stream of the configuration.")
    @SuppressWarnings("NullAway.Init")
    private String stream;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            required = true,
            converter = RegionConverter.class,
            description = "Where this consumer runs.")
    @SuppressWarnings("NullAway.Init")
    private RegionId region;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            defaultValue = "baton-consume",
            description = "Whose progress it is, in all regions; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String group;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "value",
            description = "value: the value as it is; json: also key, id and place. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String format;

    @Option(names = "--max", paramLabel = "N", description = "End after so many events.")
    private @Nullable Long max;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End after this time, such as 30s.")
    private @Nullable Duration time;

    @Option(
            names = "--append",
            paramLabel = "FILE",
            description = "Write to the end of a file, durably after each batch, and not to standard output.")
    private @Nullable Path file;

    /** The command of this terminal. */
    public ConsumeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        EventFormat chosen = format();
        long limit = max == null ? Long.MAX_VALUE : max;
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--max is " + limit + "; use 1 or more");
        }
        config.load().topic(stream, region); // an unknown one is an error before anything is opened
        CountDownLatch stop = new CountDownLatch(1);
        Path target = file;
        try (LineSink sink = target == null
                        ? LineSink.to(terminal.raw(), chosen, limit, stop::countDown)
                        : LineSink.appendingTo(target, chosen, limit, stop::countDown);
                BatonProcessor<byte[], byte[]> processor = new BatonProcessor<>(properties(), List.of(stream), sink)) {
            terminal.onInterrupt(stop::countDown);
            Thread companion = new Thread(() -> accompany(processor, stop), "baton-consume");
            companion.setDaemon(true);
            companion.start();
            return run(processor, sink);
        }
    }

    private int run(BatonProcessor<byte[], byte[]> processor, LineSink sink) {
        try {
            processor.run();
        } catch (SinkFailedException e) {
            if (!sink.isReaderGone() && !sink.hasEnough()) {
                throw e;
            }
        }
        if (!sink.isReaderGone()) {
            terminal.say("stopped after " + Format.count(sink.written(), "event"));
        }
        return 0;
    }

    /** Tells when the gate opens and closes, and ends the processor when it is time. */
    private void accompany(BatonProcessor<byte[], byte[]> processor, CountDownLatch stop) {
        long start = System.nanoTime();
        String last = "";
        long since = start;
        String told = "";
        try {
            while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS) && !isTimeUp(start)) {
                String gate = processor.describeGate();
                since = gate.equals(last) ? since : System.nanoTime();
                last = gate;
                boolean lasts = gate.startsWith("open") || System.nanoTime() - since > PASSING_NANOS;
                if (lasts && !gate.equals(told)) {
                    told = gate;
                    terminal.say("gate of " + region + " " + gate);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            processor.close();
        }
    }

    private boolean isTimeUp(long start) {
        Duration limit = time;
        return limit != null && System.nanoTime() - start >= limit.toNanos();
    }

    private Map<String, Object> properties() {
        return Map.of(
                BatonProperties.CONFIG,
                config.file().toString(),
                BatonProperties.REGION,
                region.value(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName(),
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
    }

    private EventFormat format() {
        return switch (format) {
            case "value" -> EventFormat.VALUE;
            case "json" -> EventFormat.JSON;
            default -> throw new ParameterException(
                    spec.commandLine(), "--format is '" + format + "'; use value or json");
        };
    }
}
