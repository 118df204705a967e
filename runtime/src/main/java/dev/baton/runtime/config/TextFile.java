package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a small file of UTF-8 text. */
final class TextFile {

    private static final int KIB = 1024;
    private static final char NEWLINE = '\n';

    private TextFile() {}

    /** The text of {@code file}, which may hold {@code maxBytes}, a multiple of 1 KiB. Blocks while it is read. */
    static Decoded<String> read(Path file, int maxBytes) {
        if (Files.isDirectory(file)) {
            return new Decoded.Malformed<>("is a directory, not a file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(maxBytes + 1);
        } catch (NoSuchFileException e) {
            return new Decoded.Malformed<>("does not exist");
        } catch (AccessDeniedException e) {
            return new Decoded.Malformed<>("may not be read by this user");
        } catch (IOException e) {
            return new Decoded.Malformed<>("cannot be read: " + e.getMessage());
        }
        return bytes.length > maxBytes
                ? new Decoded.Malformed<>("is larger than " + maxBytes / KIB + " KiB")
                : decode(bytes);
    }

    /** The text that these bytes are in UTF-8, or why they are none. */
    static Decoded<String> decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        return result.isError()
                ? new Decoded.Malformed<>("is not UTF-8 text (line "
                        + (1 + text.chars().filter(c -> c == NEWLINE).count()) + ")")
                : new Decoded.Value<>(text);
    }
}
