package dev.baton.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.catchup.CatchUpListener;
import dev.baton.runtime.catchup.CatchUpPorts;
import dev.baton.runtime.catchup.CatchUpSettings;
import dev.baton.runtime.catchup.DeliveryReader;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.catchup.Turn;
import dev.baton.runtime.log.RegionLogs;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.testkit.store.InMemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/** Two regions' logs, a token and journals in memory, with a clock that the test moves: r2 was lost, and r1 has gone on. */
abstract class CatchUpWorld {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final LogId LOG = new LogId("flights", 0);
    static final LogId QUIET = new LogId("flights", 1);
    static final List<LogId> LOGS = List.of(LOG, QUIET);
    static final long P = 7;
    static final Duration TTL = Duration.ofMillis(1500);
    static final int MOST_STEPS = 3_000;

    /** The process has died. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    final InMemoryObjectStore store = new InMemoryObjectStore();
    final ObjectTokenStore tokens = new ObjectTokenStore(store, "payments");
    final JournalStore journals = new JournalStore(store, "payments");
    final AtomicInteger writeIds = new AtomicInteger();
    final List<String> said = new ArrayList<>();
    InMemoryRegionLogs r1;
    InMemoryRegionLogs r2;
    long nanos;
    int callsLeft = Integer.MAX_VALUE;
    Runnable onCall = () -> {
        throw new Killed();
    };

    @BeforeEach
    void loseR2AndGoOn() {
        r1 = new InMemoryRegionLogs(R1, LOGS, this::called);
        r2 = new InMemoryRegionLogs(R2, LOGS, this::called);
        tokens.create(Token.first("payments", List.of(R1, R2), R1, TTL, audit("first")));
        direct(0, 10);
        change((token, by) -> token.demote(R2, by));
        LongStream.range(10, 30).forEach(sequence -> r1.append(LOG, P, sequence));
        r2.append(LOG, P, 12); // a frozen region has executed it when it thawed
    }

    void called() {
        if (callsLeft-- == 0) {
            onCall.run();
        }
    }

    CatchUp driver(String owner) {
        return driver(owner, Long.MAX_VALUE);
    }

    CatchUp driver(String owner, long bytesPerSecond) {
        return driver(R2, owner, bytesPerSecond);
    }

    CatchUp driver(RegionId region, String owner, long bytesPerSecond) {
        return new CatchUp(
                new CatchUpSettings(region, owner, bytesPerSecond, Duration.ZERO, false, false), ports(), listener());
    }

    CatchUpPorts ports() {
        return new CatchUpPorts(
                tokens,
                journals,
                new TreeMap<RegionId, RegionLogs>(Map.of(R1, r1, R2, r2)),
                this::audit,
                () -> nanos,
                pause -> nanos += pause.toNanos());
    }

    CatchUpListener listener() {
        return new CatchUpListener() {
            @Override
            public void waiting(String why) {
                said.add(why);
            }
        };
    }

    void drive(CatchUp driver) {
        until(driver, () -> token().sync(R2) == Sync.IN_SYNC);
    }

    interface Condition {
        boolean holds();
    }

    void until(CatchUp driver, Condition condition) {
        for (int i = 0; !condition.holds(); i++) {
            assertThat(i).as("steps; it said %s", said).isLessThan(MOST_STEPS);
            step(driver);
        }
    }

    Turn step(CatchUp driver) {
        Turn turn = driver.step();
        nanos += Duration.ofMillis(50).toNanos();
        return turn;
    }

    /** Everything of {@code P} is in r2, and in order; and of all others nothing has changed in r1. */
    void assertWhole(long events) {
        List<Long> inOrder = LongStream.range(0, events).boxed().toList();
        assertThat(delivered(r2)).containsExactlyElementsOf(inOrder);
        assertThat(delivered(r1)).containsExactlyElementsOf(inOrder);
        assertThat(token().sync(R2)).isEqualTo(Sync.IN_SYNC);
    }

    Set<Long> delivered(InMemoryRegionLogs region) {
        Set<Long> delivered = new LinkedHashSet<>();
        RegionJournal journal = journals.read(region.region());
        try (DeliveryReader reader = new DeliveryReader(
                region,
                Map.of(
                        LOG,
                        new DeliveryReader.Stretch(
                                0, region.written(LOG).size(), journal.log(LOG).spans())))) {
            while (!reader.isDone()) {
                reader.poll(Duration.ZERO)
                        .values()
                        .forEach(records -> records.forEach(each -> delivered.add(each.sequence())));
            }
        }
        return delivered;
    }

    void direct(long from, long to) {
        LongStream.range(from, to).forEach(sequence -> {
            r1.append(LOG, P, sequence);
            r2.append(LOG, P, sequence);
        });
    }

    Token token() {
        return tokens.read();
    }

    void change(BiFunction<Token, Audit, Transition> change) {
        Token current = token();
        tokens.compareAndSet(current, change.apply(current, audit("test")).fold(next -> next, refused -> {
            throw new AssertionError(refused.why());
        }));
    }

    Audit audit(String reason) {
        return new Audit(reason, "test", Instant.EPOCH, "w" + writeIds.incrementAndGet());
    }
}
