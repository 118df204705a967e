package dev.baton.testkit.cloud;

import dev.baton.testkit.cloud.OciStreams.Lifecycle;
import dev.baton.testkit.cloud.OciStreams.Limits;
import dev.baton.testkit.cloud.StreamLog.Message;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** One stream: its partitions and its groups. Safe for use by several threads. */
final class EmulatedStream {

    /** A get gives no more than about this. */
    private static final int PAGE_BYTES = 1 << 20;

    private static final int RANDOM_KEY_BYTES = 16;

    /** That a stream serves messages while it is being deleted is a guess, and the harder case. */
    private static final Set<Lifecycle> SERVING = EnumSet.of(Lifecycle.ACTIVE, Lifecycle.UPDATING, Lifecycle.DELETING);

    /** What does not change. */
    record Settings(String id, String name, Duration retention, @Nullable Path directory) {
        /** Of a partition; null if its messages are kept in memory only. */
        @Nullable
        StreamFile file(int partition) {
            return directory == null ? null : new StreamFile(directory.resolve(name + "-" + partition + ".log"));
        }
    }

    /** What became of one message; {@code message} is null if it was refused. */
    record Stored(int partition, @Nullable Message message) {}

    /** Some messages of a partition, and the cursor to go on with. */
    record Page(int partition, List<Message> messages, StreamCursor next) {}

    private final Settings settings;
    private final Limits limits;
    private final Clock clock;
    private final List<StreamLog> logs = new ArrayList<>();
    private final SortedMap<String, StreamGroup> groups = new TreeMap<>();
    private Lifecycle lifecycle = Lifecycle.ACTIVE;

    EmulatedStream(Settings settings, int partitions, Limits limits, Clock clock) {
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
        for (int i = 0; i < partitions; i++) {
            logs.add(new StreamLog(limits.writeBytesPerSecond(), settings.file(i)));
        }
    }

    String id() {
        return settings.id();
    }

    String name() {
        return settings.name();
    }

    Duration retention() {
        return settings.retention();
    }

    int partitions() {
        return logs.size();
    }

    synchronized Lifecycle lifecycle() {
        return lifecycle;
    }

    synchronized void lifecycle(Lifecycle state) {
        lifecycle = state;
    }

    synchronized boolean serves() {
        return SERVING.contains(lifecycle);
    }

    synchronized void expireAll() {
        logs.forEach(log -> log.trimWhile(message -> true));
    }

    synchronized List<byte[]> values(int partition) {
        return logs.get(partition).from(0, Integer.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(message -> message.value.clone())
                .toList();
    }

    synchronized Stored put(byte @Nullable [] key, byte[] value) {
        int partition = partition(key == null ? randomKey() : key);
        return new Stored(partition, logs.get(partition).append(key, value, clock.millis()));
    }

    private static byte[] randomKey() {
        byte[] key = new byte[RANDOM_KEY_BYTES];
        ThreadLocalRandom.current().nextBytes(key);
        return key;
    }

    /** Not Oracle's rule, which is secret, and on purpose not Kafka's. */
    private int partition(byte[] key) {
        CRC32 hash = new CRC32();
        hash.update(key);
        return (int) (hash.getValue() % logs.size());
    }

    /** A cursor of one partition; empty if the offset is not in the log. */
    synchronized Optional<StreamCursor> cursor(int partition, String type, long offset, long timestamp) {
        trim();
        StreamLog log = logs.get(partition);
        long at =
                switch (type) {
                    case "AT_OFFSET" -> offset;
                    case "AFTER_OFFSET" -> offset + 1;
                    default -> position(type, timestamp).applyAsLong(log);
                };
        boolean isOffset = type.endsWith("_OFFSET");
        boolean isInLog = !isOffset || (offset >= log.start() && offset < log.end());
        return isInLog ? Optional.of(StreamCursor.at(partition, at, clock.millis())) : Optional.empty();
    }

    private static ToLongFunction<StreamLog> position(String type, long timestamp) {
        return switch (type) {
            case "TRIM_HORIZON" -> StreamLog::start;
            case "LATEST" -> StreamLog::end;
            default -> log -> log.at(timestamp);
        };
    }

    synchronized StreamCursor join(String group, String instance, String type, long timestamp, GroupOptions options) {
        trim();
        long now = clock.millis();
        groups.computeIfAbsent(group, name -> new StreamGroup(positions(type, timestamp), limits.getsPerSecond()))
                .join(instance, options.timeoutMillis(), now);
        return new StreamCursor(group, instance, -1, 0, options.commitOnGet(), now);
    }

    /** How an instance takes part in a group. */
    record GroupOptions(long timeoutMillis, boolean commitOnGet) {}

    private List<Long> positions(String type, long timestamp) {
        return logs.stream()
                .map(log -> position(type, timestamp).applyAsLong(log))
                .toList();
    }

    /** Where a group is in one partition, and which instance has it until when. */
    record Held(long committedOffset, @Nullable String owner, long until) {}

    /** By partition; empty if there is no such group. */
    synchronized Optional<List<Held>> reservations(String name) {
        return Optional.ofNullable(groups.get(name)).map(group -> {
            group.free(clock.millis());
            List<Held> held = new ArrayList<>();
            for (int i = 0; i < logs.size(); i++) {
                held.add(new Held(group.committedOffset(i), group.owner(i), group.reservedUntil(i)));
            }
            return held;
        });
    }

    /** False if there is no such group. */
    synchronized boolean update(String group, String type, long timestamp) {
        StreamGroup found = groups.get(group);
        if (found != null) {
            found.reset(positions(type, timestamp));
        }
        return found != null;
    }

    /** What comes next; empty if there are too many gets. */
    synchronized Optional<Page> get(StreamCursor cursor, int most) {
        trim();
        long now = clock.millis();
        if (!cursor.isOfGroup()) {
            return Optional.of(page(cursor.partition(), cursor.offset(), most, cursor));
        }
        StreamGroup group = group(cursor);
        if (!group.admitsGet(now)) {
            return Optional.empty();
        }
        if (cursor.commits()) {
            commitIfOwned(group, cursor);
        }
        group.heard(cursor.instance(), now);
        int partition =
                group.next(cursor.instance(), logs.stream().map(StreamLog::end).toList());
        if (partition < 0) {
            return Optional.of(new Page(
                    0, List.of(), new StreamCursor(cursor.group(), cursor.instance(), -1, 0, cursor.commits(), now)));
        }
        Page page = page(partition, group.given(partition), most, cursor);
        group.gave(partition, page.next().offset());
        return Optional.of(page);
    }

    private Page page(int partition, long offset, int most, StreamCursor cursor) {
        List<Message> messages = logs.get(partition).from(offset, most, PAGE_BYTES);
        long next = messages.isEmpty() ? offset : messages.get(messages.size() - 1).offset + 1;
        return new Page(
                partition,
                messages,
                new StreamCursor(cursor.group(), cursor.instance(), partition, next, cursor.commits(), clock.millis()));
    }

    private StreamGroup group(StreamCursor cursor) {
        StreamGroup group = groups.get(cursor.group());
        if (group == null) {
            throw new IllegalArgumentException("The cursor is of a group that does not exist");
        }
        return group;
    }

    private static boolean commitIfOwned(StreamGroup group, StreamCursor cursor) {
        boolean owns = cursor.partition() >= 0 && group.owns(cursor.instance(), cursor.partition());
        if (owns) {
            group.commit(cursor.partition(), cursor.offset());
        }
        return owns || cursor.partition() < 0;
    }

    /** What the cursor's get gave is done with; empty if the partition is somebody else's by now. */
    synchronized Optional<StreamCursor> commit(StreamCursor cursor) {
        StreamGroup group = group(cursor);
        group.heard(cursor.instance(), clock.millis());
        return commitIfOwned(group, cursor) ? Optional.of(renewed(cursor)) : Optional.empty();
    }

    synchronized StreamCursor heartbeat(StreamCursor cursor) {
        group(cursor).heard(cursor.instance(), clock.millis());
        return renewed(cursor);
    }

    private StreamCursor renewed(StreamCursor cursor) {
        return new StreamCursor(
                cursor.group(),
                cursor.instance(),
                cursor.partition(),
                cursor.offset(),
                cursor.commits(),
                clock.millis());
    }

    private void trim() {
        long oldest = clock.millis() - settings.retention().toMillis();
        logs.forEach(log -> log.trimWhile(message -> message.timestamp < oldest));
    }
}
