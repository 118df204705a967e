package dev.baton.testkit.cloud;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where reading goes on, as an opaque text that is good for five minutes. Immutable.
 *
 * @param group empty for an individual cursor, which has a partition
 * @param instance of the group
 * @param partition to read; of a group's cursor the one that was given last, -1 for none
 * @param offset to read next
 * @param commits whether a get commits what the get before gave
 * @param issued when, in milliseconds since 1970
 */
record StreamCursor(String group, String instance, int partition, long offset, boolean commits, long issued) {

    private static final long LIFE_MILLIS = 5 * 60 * 1_000;
    private static final int FIELDS = 6;

    static StreamCursor at(int partition, long offset, long now) {
        return new StreamCursor("", "", partition, offset, false, now);
    }

    boolean isOfGroup() {
        return !group.isEmpty();
    }

    boolean isExpired(long now) {
        return now - issued > LIFE_MILLIS;
    }

    /** What clients get; it has characters that must be escaped in a query. */
    String text() {
        String plain = String.join(
                "\n",
                group,
                instance,
                Integer.toString(partition),
                Long.toString(offset),
                Boolean.toString(commits),
                Long.toString(issued));
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    static Optional<StreamCursor> parse(String text) {
        try {
            List<String> fields =
                    List.of(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8).split("\n", -1));
            return fields.size() == FIELDS
                    ? Optional.of(new StreamCursor(
                            fields.get(0),
                            fields.get(1),
                            Integer.parseInt(fields.get(2)),
                            Long.parseLong(fields.get(3)),
                            Boolean.parseBoolean(fields.get(4)),
                            Long.parseLong(fields.get(5))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
