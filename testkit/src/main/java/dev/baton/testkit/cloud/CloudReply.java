package dev.baton.testkit.cloud;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is sent back. Immutable. */
final class CloudReply {

    private final int status;
    private final SortedMap<String, String> headers;
    private final byte[] body;

    private CloudReply(int status, SortedMap<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = Collections.unmodifiableSortedMap(headers);
        this.body = body;
    }

    static CloudReply of(int status) {
        return new CloudReply(status, new TreeMap<>(), new byte[0]);
    }

    /** With these bytes as its body. */
    CloudReply with(byte[] bytes) {
        return new CloudReply(status, headers, bytes.clone());
    }

    /** With this text as its body, in UTF-8. */
    CloudReply with(String text) {
        return new CloudReply(status, headers, text.getBytes(StandardCharsets.UTF_8));
    }

    /** With one more header. */
    CloudReply with(String header, String value) {
        SortedMap<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new CloudReply(status, more, body);
    }

    int status() {
        return status;
    }

    SortedMap<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body.clone();
    }
}
