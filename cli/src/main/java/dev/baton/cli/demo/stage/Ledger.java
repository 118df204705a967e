package dev.baton.cli.demo.stage;

import dev.baton.testkit.history.EventName;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the producer writes down what became of each event; a line is added when that is known. Safe for any thread. */
final class Ledger implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final BufferedWriter writer;
    private long failures;

    private Ledger(BufferedWriter writer) {
        this.writer = writer;
    }

    static Ledger create(Path file) throws IOException {
        return new Ledger(Files.newBufferedWriter(file));
    }

    /** An event is about to be sent. */
    Open open(EventName event) {
        return new Open(event, nowMicros());
    }

    /** An event whose outcome is not known yet. */
    final class Open {
        private final EventName event;
        private final long sentMicros;

        private Open(EventName event, long sentMicros) {
            this.event = event;
            this.sentMicros = sentMicros;
        }

        /** It was acknowledged, or failed if there is a {@code why}. */
        void close(int partition, @Nullable Exception why) {
            close(partition, why == null ? Outcome.ACKED : Outcome.FAILED);
            if (why != null) {
                failed(why);
            }
        }

        /** The producer did not take it. */
        void refused(Exception why) {
            close(-1, Outcome.REFUSED);
            failed(why);
        }

        private void close(int partition, Outcome outcome) {
            add(new LedgerEntry(event, partition, outcome, sentMicros, nowMicros()));
        }
    }

    /** The first, the second, the fourth …: enough to see why, and no flood. */
    private synchronized void failed(Exception why) {
        failures++;
        if (Long.bitCount(failures) == 1) {
            LOG.warn("Send number {} that failed: {}", failures, why.toString());
        }
    }

    private synchronized void add(LedgerEntry entry) {
        try {
            writer.write(entry.line());
            writer.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger cannot be written", e);
        }
    }

    synchronized void flush() throws IOException {
        writer.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
