package dev.baton.runtime.catchup;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.Holdings;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.Mark;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.runtime.catchup.JournalStore.Stored;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.LogWriter;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The copying of one episode by the process that owns it (rule C, steps 3 to 5). For one thread; any call may fail as its ports do. */
final class CopyRun implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration FLUSH = Duration.ofSeconds(10);
    /** So often others see that it is being driven. */
    private static final long CHECKPOINT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Extent NOTHING = new Extent(0, 0);

    private final CatchUpSettings settings;
    private final CatchUpPorts ports;
    private final CatchUpListener listener;
    private final RegionLogs own;
    private final RegionLogs source;
    private final boolean resumed;
    private final SortedMap<LogId, LogCopy> copies = new TreeMap<>();
    private Stored stored;
    private @Nullable DeliveryReader reader;
    private @Nullable LogWriter writer;
    private boolean done;
    private long leftovers;
    private long dueNanos; // when the rate allows more
    private long checkpointNanos;
    private long bytesAtCheckpoint;

    CopyRun(CatchUpSettings settings, CatchUpPorts ports, CatchUpListener listener, Stored stored) {
        this.settings = settings;
        this.ports = ports;
        this.listener = listener;
        this.stored = stored;
        this.own = logsOf(settings.region());
        this.source = logsOf(source());
        this.resumed =
                own.logs().stream().allMatch(log -> stored.journal().log(log).checkpoint() != null);
    }

    private RegionLogs logsOf(RegionId region) {
        RegionLogs logs = ports.logs().get(region);
        if (logs == null) {
            throw new IllegalStateException("region " + region + " is not configured");
        }
        return logs;
    }

    long episode() {
        return journal().episode();
    }

    RegionId source() {
        RegionId region = journal().source();
        if (region == null) {
            throw new IllegalStateException("an episode that is driven has a source");
        }
        return region;
    }

    RegionJournal journal() {
        return stored.journal();
    }

    /** True if the wait of step 2 is over: the source's ends have been taken. */
    boolean hasBegun() {
        return resumed || reader != null;
    }

    /** True once the spans are recorded, so that the region may be promoted. */
    boolean isDone() {
        return done;
    }

    long copied() {
        return copies.values().stream().mapToLong(LogCopy::copied).sum();
    }

    long leftovers() {
        return leftovers;
    }

    /** Goes on for about a second; false if somebody else has taken the episode over, or it is over. */
    boolean advance() {
        if (done) {
            return true;
        }
        if (reader == null) {
            return begin();
        }
        copySome();
        if (!checkpoint()) {
            return false;
        }
        if (reader != null && reader.isDone()) {
            leftovers += Leftovers.copy(own, source, copies.values(), resumed);
            return finish();
        }
        return true;
    }

    private boolean begin() {
        List<LogId> logs = own.logs();
        SortedMap<LogId, Extent> theirs = source.extents(logs); // after the wait: what X did not get lies before
        SortedMap<LogId, Extent> mine = own.extents(logs);
        forgetWhatCannotBe(theirs, mine);
        RegionJournal sourceJournal = ports.journals().read(source());
        Map<LogId, IdScan.Range> ranges = new HashMap<>();
        Map<LogId, Checkpoint> starts = new HashMap<>();
        Map<LogId, DeliveryReader.Stretch> stretches = new HashMap<>();
        for (LogId log : logs) {
            Extent their = ByLog.get(theirs, log);
            Checkpoint start = start(log, their, ByLog.get(mine, log));
            starts.put(log, start);
            Extent own = ByLog.get(mine, log);
            long marked = Math.max(journal().log(log).mark(source()).own(), own.start());
            ranges.put(log, new IdScan.Range(isTrimmed(log, their) ? own.start() : marked, own.end()));
            stretches.put(
                    log,
                    new DeliveryReader.Stretch(
                            start.resume(),
                            start.sourceEnd(),
                            sourceJournal.log(log).spans()));
        }
        Map<LogId, LogCopy.Own> held = held(ranges, starts);
        for (LogId log : logs) {
            copies.put(
                    log,
                    new LogCopy(new LogCopy.Start(
                            log,
                            source(),
                            ByLog.get(starts, log),
                            ByLog.get(held, log),
                            isTrimmed(log, ByLog.get(theirs, log)),
                            ByLog.get(mine, log).start() > 0,
                            settings.acceptGaps())));
        }
        dueNanos = now();
        checkpointNanos = now();
        bytesAtCheckpoint = bytes();
        writer = own.write();
        reader = new DeliveryReader(source, stretches);
        return write(journal().with(checkpoints()));
    }

    /** A log that ends before something that was noted of it was made anew since: nothing of what was noted holds. */
    private void forgetWhatCannotBe(SortedMap<LogId, Extent> theirs, SortedMap<LogId, Extent> mine) {
        SortedMap<LogId, LogJournal> logs = new TreeMap<>(journal().logs());
        logs.replaceAll((log, known) -> {
            Mark mark = known.mark(source());
            Extent own = mine.getOrDefault(log, NOTHING);
            boolean isNew = own.end() < known.notedUntil(source());
            boolean isSourceNew = theirs.getOrDefault(log, NOTHING).end() < mark.theirs();
            return isNew || isSourceNew ? known.withoutMarks(isNew) : known;
        });
        stored = new Stored(journal().with(logs), stored.version());
    }

    private Checkpoint start(LogId log, Extent theirs, Extent mine) {
        LogJournal known = journal().log(log);
        Checkpoint before = known.checkpoint();
        if (before != null) {
            return before;
        }
        Mark mark = known.mark(source());
        long from = Math.max(Math.max(mark.compared(), known.spansEnd()), mine.start());
        long sourceFrom = Math.max(mark.theirs(), theirs.start());
        return new Checkpoint(from, sourceFrom, theirs.end(), sourceFrom, Map.of(), Map.of(), 0, 0);
    }

    private boolean isTrimmed(LogId log, Extent theirs) {
        return theirs.start() > journal().log(log).mark(source()).theirs();
    }

    /** Step 3: what the own logs hold, from their marks on. */
    private Map<LogId, LogCopy.Own> held(Map<LogId, IdScan.Range> ranges, Map<LogId, Checkpoint> starts) {
        Map<LogId, LogCopy.Own> held = new HashMap<>();
        ranges.keySet().forEach(log -> held.put(log, new LogCopy.Own(holdings(log, starts), new Frontier())));
        IdScan.visit(own, ranges, (log, each) -> {
            if (each.hasId()) {
                LogCopy.Own found = ByLog.get(held, log);
                found.known().add(each.producer(), each.sequence());
                if (each.offset() >= journal().log(log).mark(source()).own()) {
                    found.holdings().read(each.offset(), each.producer(), each.sequence(), each.episode());
                }
            }
        });
        return held;
    }

    private Holdings holdings(LogId log, Map<LogId, Checkpoint> starts) {
        return new Holdings(ByLog.get(starts, log).from(), journal().log(log).inSyncUntil());
    }

    private void copySome() {
        long until = checkpointNanos + CHECKPOINT_NANOS;
        DeliveryReader from = reader;
        LogWriter to = writer;
        if (from == null || to == null) {
            return;
        }
        while (!from.isDone() && now() - until < 0) {
            long early = dueNanos - now();
            if (early > 0) {
                ports.pause().accept(Duration.ofNanos(Math.min(early, CHECKPOINT_NANOS / 4)));
                continue;
            }
            long before = bytes();
            from.poll(POLL).forEach((log, events) -> copy(to, log, events));
            dueNanos = Math.max(dueNanos, now() - CHECKPOINT_NANOS) + nanosFor(bytes() - before);
        }
        to.flush(FLUSH);
    }

    private void copy(LogWriter to, LogId log, List<LogRecord> events) {
        LogCopy copy = ByLog.get(copies, log);
        for (LogRecord event : events) {
            if (copy.mustCopy(event)) {
                to.append(log, event, episode());
            }
        }
    }

    private long nanosFor(long bytes) {
        return (long) (bytes * (double) TimeUnit.SECONDS.toNanos(1) / settings.bytesPerSecond());
    }

    private long bytes() {
        return copies.values().stream().mapToLong(LogCopy::bytes).sum();
    }

    private boolean checkpoint() {
        long elapsed = Math.max(1, now() - checkpointNanos);
        long rate = (long) ((bytes() - bytesAtCheckpoint) * (double) TimeUnit.SECONDS.toNanos(1) / elapsed);
        checkpointNanos = now();
        bytesAtCheckpoint = bytes();
        boolean isOwner = write(journal().with(Math.max(0, rate), "").with(checkpoints()));
        if (isOwner) {
            listener.progressed(journal());
        }
        return isOwner;
    }

    private SortedMap<LogId, LogJournal> checkpoints() {
        SortedMap<LogId, LogJournal> logs = new TreeMap<>(journal().logs());
        DeliveryReader from = reader;
        copies.forEach((log, copy) -> {
            long resume = from == null ? copy.start().checkpoint().resume() : from.resumeAt(log);
            logs.put(log, journal().log(log).with(copy.checkpoint(resume)));
        });
        return logs;
    }

    /** Step 5: what readers of this region must know, before anybody may read it as a whole. */
    private boolean finish() {
        SortedMap<LogId, Extent> mine = own.extents(copies.keySet());
        Token token = ports.tokens().read(); // after the ends: nothing that a later episode lets in stands before them
        if (token.sync(settings.region()) != Sync.CATCHING_UP || token.episode(settings.region()) != episode()) {
            return false;
        }
        SortedMap<LogId, LogJournal> logs = new TreeMap<>(journal().logs());
        copies.forEach((log, copy) -> logs.put(log, finished(copy, journal().log(log), ByLog.get(mine, log))));
        done = write(journal().with(0, "").with(logs));
        return done;
    }

    private LogJournal finished(LogCopy copy, LogJournal known, Extent mine) {
        Checkpoint start = copy.start().checkpoint();
        List<Span> spans = new ArrayList<>(known.spans());
        spans.removeIf(span -> span.to() <= mine.start());
        Map<Long, Long> firstMissing = copy.copies().firstMissing();
        if (!firstMissing.isEmpty()) {
            spans.add(new Span(start.from(), mine.end(), episode(), firstMissing));
        }
        SortedMap<RegionId, Mark> marks = new TreeMap<>(known.marks());
        // What is written directly meanwhile stands behind sourceEnd there, and here anywhere behind the start.
        marks.put(source(), new Mark(start.sourceEnd(), start.from(), mine.end()));
        return new LogJournal(spans, marks, null, known.inSyncUntil());
    }

    /** Says why it cannot go on, for whoever asks for the status. */
    void say(String why) {
        write(journal().with(0, why));
    }

    private boolean write(RegionJournal next) {
        Optional<Stored> written = ports.journals().replace(stored, next);
        written.ifPresent(now -> stored = now);
        return written.isPresent();
    }

    private long now() {
        return ports.nanoTime().getAsLong();
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        if (writer != null) {
            writer.close();
        }
    }
}
