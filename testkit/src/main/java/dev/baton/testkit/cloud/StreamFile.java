package dev.baton.testkit.cloud;

import dev.baton.testkit.cloud.StreamLog.Message;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one partition in a file, so that they outlive their process: a message is handed to the system before it is
 * acknowledged. A power cut may take the last ones. Guarded by its stream.
 */
final class StreamFile {

    /** Offset, timestamp, and the lengths of key and value; a key that is null has the length -1. */
    private static final int HEAD_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    private final Path path;

    /** {@code path} need not exist, but its directory. */
    StreamFile(Path path) {
        this.path = path;
    }

    void append(Message message) {
        byte[] key = message.key;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEAD_BYTES + message.bytes());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(message.offset);
            out.writeLong(message.timestamp);
            out.writeInt(key == null ? -1 : key.length);
            out.writeInt(message.value.length);
            if (key != null) {
                out.write(key);
            }
            out.write(message.value);
            Files.write(path, bytes.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it, oldest first; what a killed process began to write and did not finish was never acknowledged, and is cut off. */
    List<Message> read() {
        List<Message> messages = new ArrayList<>();
        if (!Files.exists(path)) {
            return messages;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
            int whole = 0;
            for (Message next = next(bytes); next != null; next = next(bytes)) {
                messages.add(next);
                whole = bytes.position();
            }
            cut(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return messages;
    }

    private void cut(long length) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
    }

    private static @Nullable Message next(ByteBuffer bytes) {
        if (bytes.remaining() < HEAD_BYTES) {
            return null;
        }
        long offset = bytes.getLong();
        long timestamp = bytes.getLong();
        int keyLength = bytes.getInt();
        int valueLength = bytes.getInt();
        if (bytes.remaining() < Math.max(0, keyLength) + valueLength) {
            return null;
        }
        byte[] key = null;
        if (keyLength >= 0) {
            key = new byte[keyLength];
            bytes.get(key);
        }
        byte[] value = new byte[valueLength];
        bytes.get(value);
        return new Message(offset, timestamp, key, value);
    }
}
