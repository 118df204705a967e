package dev.baton.cli.demo.stage;

import dev.baton.cli.demo.input.Template;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.testkit.history.EventName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/** The main class of the producer: sends events at a steady rate until it is told to end, and keeps a ledger of all of them. */
final class ProducerMain {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(60);
    /** So that the ledger is complete soon after the end, even if no region answers. */
    private static final int DELIVERY_TIMEOUT_MILLIS = 20_000;

    private static final int FIXED_ARGUMENTS = 6;

    private final Producer<String, String> producer;
    private final String name;
    private final Template template;
    private final Ledger ledger;
    private final String stream;
    private final int rate;
    private long number;
    private volatile boolean ending;

    private ProducerMain(Producer<String, String> producer, Template template, Ledger ledger, String[] arguments) {
        this.producer = producer;
        this.name = arguments[5];
        this.template = template;
        this.ledger = ledger;
        this.stream = arguments[1];
        this.rate = Integer.parseInt(arguments[2]);
    }

    /** Takes the path of {@code baton.yaml}, the stream, events per second, rows, ledger, its own name, and properties. */
    public static void main(String[] arguments) throws IOException {
        Map<String, Object> properties = new HashMap<>(Map.of(
                BatonProperties.CONFIG,
                arguments[0],
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class.getName(),
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class.getName(),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                DELIVERY_TIMEOUT_MILLIS));
        for (String property : List.of(arguments).subList(FIXED_ARGUMENTS, arguments.length)) {
            properties.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
        }
        try (Template template = Template.open(Path.of(arguments[3]));
                Ledger ledger = Ledger.create(Path.of(arguments[4]));
                Producer<String, String> producer = new BatonProducer<>(properties)) {
            ProducerMain main = new ProducerMain(producer, template, ledger, arguments);
            main.endWithProcess(Thread.currentThread());
            main.run();
        }
    }

    private void endWithProcess(Thread main) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            ending = true;
                            try {
                                main.join(END_MILLIS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "end"));
    }

    private void run() throws IOException {
        long start = System.nanoTime();
        long flushed = start;
        long sent = 0;
        while (!ending) {
            long now = System.nanoTime();
            long due = (long) ((now - start) / (double) NANOS_PER_SECOND * rate);
            if (due - sent > rate) {
                // More than a second behind, as this machine was busy: a burst would measure the burst.
                start += (due - sent) * NANOS_PER_SECOND / rate;
                due = sent + 1;
            }
            while (sent < due && !ending) {
                send();
                sent++;
            }
            if (now - flushed > FLUSH_NANOS) {
                ledger.flush();
                flushed = now;
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
    private void send() throws IOException {
        Template.Event event = template.next();
        EventName named = new EventName(name, number);
        Ledger.Open open = ledger.open(named);
        ProducerRecord<String, String> record =
                new ProducerRecord<>(stream, event.key(), Payload.of(named, event.columns()));
        number++;
        try {
            producer.send(record, (metadata, why) -> open.close(metadata == null ? -1 : metadata.partition(), why));
        } catch (KafkaException e) {
            open.refused(e);
        }
    }
}
