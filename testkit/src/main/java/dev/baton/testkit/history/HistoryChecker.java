package dev.baton.testkit.history;

import dev.baton.testkit.history.Judgement.Finding;
import dev.baton.testkit.history.LedgerEntry.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares what was promised with what happened: it knows the producers' ledgers and the sink's rows, and nothing else. Each
 * broken promise is found and named by a {@link Verdict}.
 *
 * <p>To be told all ledgers first, in any order, then all effects in order of position, then {@link #judge}. It keeps 12 bytes an
 * event and a bit a millisecond, so that ten million events of an hour take 120 MB. It does no I/O. For one thread, once.
 *
 * <p>The order of positions is the order in which effects took place, within a log: a processor draws positions when it
 * inserts, and it can only commit as long as its claim of the log stands. Whoever claims next does so after the last
 * commit under the old claim, as both need the lock of the log's frontier row, and inserts only then. One processor
 * commits one transaction after the other. (Across logs positions say nothing, and nothing is promised.)
 */
public final class HistoryChecker {

    private static final long MICROS_PER_SECOND = 1_000_000;

    private final Bounds bounds;
    private final Map<Verdict, Finding> findings = new EnumMap<>(Verdict.class);
    private final SortedMap<String, ProducerHistory> producers = new TreeMap<>();
    private final SortedMap<Integer, LogHistory> logs = new TreeMap<>();
    private final Map<Long, String> holders = new HashMap<>();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private Pauses pauses = new Pauses(0);
    private long firstSentMicros = Long.MAX_VALUE;
    private long lastSentMicros = Long.MIN_VALUE;
    private long applied;
    private boolean hasEffects;

    /** A checker that has been told nothing. */
    public HistoryChecker(Bounds bounds) {
        this.bounds = bounds;
    }

    /** The judgement of a history that is in memory, without bounds of time. */
    public static Judgement judge(Collection<LedgerEntry> ledger, List<Applied> effects) {
        HistoryChecker checker = new HistoryChecker(Bounds.NONE);
        ledger.forEach(checker::sent);
        effects.forEach(checker::applied);
        return checker.judge(0);
    }

    /**
     * An event was given to a producer.
     *
     * @throws IllegalArgumentException if the ledger names it twice
     * @throws IllegalStateException if an effect was told before
     */
    public void sent(LedgerEntry entry) {
        if (hasEffects) {
            throw new IllegalStateException("all of the ledgers must be told before the first effect");
        }
        producers
                .computeIfAbsent(entry.event().producer(), name -> new ProducerHistory())
                .add(entry);
        outcomes.merge(entry.outcome(), 1L, Long::sum);
        firstSentMicros = Math.min(firstSentMicros, entry.sentMicros());
        lastSentMicros = Math.max(lastSentMicros, entry.sentMicros());
    }

    /** Something took effect, after all that was told before in the same log. */
    public void applied(Applied effect) {
        if (!hasEffects) {
            hasEffects = true;
            pauses = new Pauses(Math.min(firstSentMicros, effect.committedMicros()));
        }
        pauses.effect(effect.committedMicros());
        LogHistory log = log(effect.partition());
        checkHolder(effect, log);
        log.effect(effect.committedMicros(), effect.term());
        ProducerHistory producer = producers.get(effect.event().producer());
        if (producer == null || !producer.wasSent(effect.event().number(), effect.partition())) {
            found(Verdict.PHANTOM, effect.event().toString());
        } else {
            checkEvent(effect.event(), producer, log, effect.partition());
        }
    }

    private void checkHolder(Applied effect, LogHistory log) {
        String holder = holders.computeIfAbsent(effect.term(), term -> effect.region());
        String what = effect.event() + " by " + effect.region() + " in term " + effect.term();
        if (!holder.equals(effect.region())) {
            found(Verdict.SPLIT_BRAIN, what + ", which was " + holder + "'s");
        } else if (effect.term() < log.term()) {
            found(Verdict.SPLIT_BRAIN, what + ", after term " + log.term() + " in log " + effect.partition());
        }
    }

    private void checkEvent(EventName event, ProducerHistory producer, LogHistory log, int partition) {
        long number = event.number();
        if (!producer.apply(number)) {
            found(Verdict.DUPLICATE, event.toString());
            return;
        }
        applied++;
        if (producer.is(number, Outcome.REFUSED)) {
            found(Verdict.RESURRECTED, event.toString());
        } else if (producer.is(number, Outcome.ACKED)) {
            if (!log.isInOrder(event)) {
                found(Verdict.REORDERED, event.toString());
            }
            addStuck(log, partition, producer.doneMicros(number));
        }
    }

    /**
     * The judgement.
     *
     * @param endMicros until when effects were waited for, in microseconds since 1970
     */
    public Judgement judge(long endMicros) {
        logs.values().forEach(log -> log.end(endMicros));
        producers.forEach((name, producer) -> {
            for (int number = 0; number < producer.end(); number++) {
                if (producer.is(number, Outcome.ACKED) && !producer.isApplied(number)) {
                    found(Verdict.LOST, new EventName(name, number).toString());
                    int partition = producer.partition(number);
                    addStuck(endedLog(partition, endMicros), partition, producer.doneMicros(number));
                }
            }
        });
        // Where nobody sends, nothing can take effect: the last pause counts until the last event was sent.
        pauses.above(
                bounds.gap().toMillis(),
                lastSentMicros,
                (from, millis) -> found(Verdict.GAP, millis + " ms from " + seconds(from) + " s on"));
        long acked = outcomes.getOrDefault(Outcome.ACKED, 0L);
        long refused = outcomes.getOrDefault(Outcome.REFUSED, 0L);
        long failed = outcomes.getOrDefault(Outcome.FAILED, 0L);
        return new Judgement(acked + refused + failed, acked, refused, applied, findings);
    }

    private LogHistory log(int partition) {
        return logs.computeIfAbsent(partition, each -> new LogHistory(micros(bounds.stuck())));
    }

    /** A log without any effect was never told that it ends. */
    private LogHistory endedLog(int partition, long endMicros) {
        return logs.computeIfAbsent(partition, each -> {
            LogHistory silent = new LogHistory(micros(bounds.stuck()));
            silent.end(endMicros);
            return silent;
        });
    }

    private void addStuck(LogHistory log, int partition, long ackedMicros) {
        for (LogHistory.Silence silence : log.waited(ackedMicros)) {
            long since = Math.max(ackedMicros, silence.fromMicros());
            found(
                    Verdict.STUCK,
                    "log " + partition + " for " + (silence.toMicros() - since) / 1_000 + " ms from " + seconds(since)
                            + " s on");
        }
    }

    private void found(Verdict verdict, String example) {
        findings.put(verdict, findings.getOrDefault(verdict, Finding.NONE).with(example));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private String seconds(long micros) {
        long since = firstSentMicros == Long.MAX_VALUE ? 0 : firstSentMicros;
        return String.format(Locale.ROOT, "%.1f", (micros - since) / (double) MICROS_PER_SECOND);
    }
}
