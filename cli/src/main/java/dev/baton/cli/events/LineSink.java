package dev.baton.cli.events;

import dev.baton.core.sink.PlainSink;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each event, to a file that is synced after each batch or to standard output, and no more than a limit. Called
 * by one thread at a time; any thread may read the counts.
 */
final class LineSink implements PlainSink<ConsumerRecord<byte[], byte[]>>, AutoCloseable {

    private final OutputStream out;
    private final @Nullable FileOutputStream file;
    private final EventFormat format;
    private final long limit;
    private final Runnable atLimit;
    private volatile long written;
    private volatile boolean readerGone;

    private LineSink(
            OutputStream out, @Nullable FileOutputStream file, EventFormat format, long limit, Runnable atLimit) {
        this.out = out;
        this.file = file;
        this.format = format;
        this.limit = limit;
        this.atLimit = atLimit;
    }

    /** Lines to whoever reads {@code out}; {@code atLimit} is told as soon as there are so many. */
    static LineSink to(OutputStream out, EventFormat format, long limit, Runnable atLimit) {
        return new LineSink(out, null, format, limit, atLimit);
    }

    /** Lines at the end of {@code path}, which is made if it is missing. */
    static LineSink appendingTo(Path path, EventFormat format, long limit, Runnable atLimit) throws IOException {
        boolean torn = endsWithinLine(path);
        FileOutputStream file = new FileOutputStream(path.toFile(), true);
        if (torn) {
            file.write('\n'); // whoever wrote it was killed within a line; that event comes again
        }
        return new LineSink(new BufferedOutputStream(file), file, format, limit, atLimit);
    }

    private static boolean endsWithinLine(Path path) throws IOException {
        if (!path.toFile().isFile() || path.toFile().length() == 0) {
            return false;
        }
        try (RandomAccessFile old = new RandomAccessFile(path.toFile(), "r")) {
            old.seek(old.length() - 1);
            return old.read() != '\n';
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    public void apply(ConsumerRecord<byte[], byte[]> event) throws IOException {
        if (hasEnough()) {
            throw new IOException("enough events were written"); // the rest of the batch is not for this run
        }
        byte[] line = format.line(event);
        guarded(() -> {
            out.write(line);
            out.write('\n');
        });
        written++;
        if (hasEnough()) {
            atLimit.run();
        }
    }

    @Override
    public void flush() throws IOException {
        guarded(out::flush);
        if (file != null) {
            file.getFD().sync();
        }
    }

    /** Something that may find that nobody reads any more. */
    private interface Output {
        void write() throws IOException;
    }

    private void guarded(Output output) throws IOException {
        try {
            output.write();
        } catch (IOException e) {
            readerGone = file == null;
            throw e;
        }
    }

    long written() {
        return written;
    }

    boolean hasEnough() {
        return written >= limit;
    }

    /** True if nobody reads standard output any more. */
    boolean isReaderGone() {
        return readerGone;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
