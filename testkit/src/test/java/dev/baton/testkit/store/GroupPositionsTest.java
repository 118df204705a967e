package dev.baton.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.runtime.stream.GroupPositions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupPositionsTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final LogId FIRST = new LogId("ocid1.stream.oc1..one", 0);
    private static final LogId SECOND = new LogId("ocid1.stream.oc1..one", 1);
    private static final LogId MADE_ANEW = new LogId("ocid1.stream.oc1..two", 0);

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final GroupPositions positions = positions(R1, "the group / größer");

    private GroupPositions positions(RegionId region, String group) {
        return new GroupPositions(store, "payments", region, group);
    }

    @Test
    void shouldKeepThePositionsOfEachGroupInEachRegion() {
        // When
        assertThat(positions.write(new TreeMap<>(Map.of(FIRST, 4096L)))).isTrue();
        assertThat(positions.write(new TreeMap<>(Map.of(SECOND, 1L)))).isTrue();

        // Then
        assertThat(positions.of(List.of(FIRST, SECOND, MADE_ANEW)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(FIRST, 4096L, SECOND, 1L));
        assertThat(positions(R1, "another").of(List.of(FIRST))).isEmpty();
        assertThat(positions(new RegionId("r2"), "the group / größer").of(List.of(FIRST)))
                .isEmpty();
    }

    @Test
    void shouldTakeRubbishForNoPositionAndWriteOverIt() {
        // Given
        positions.write(new TreeMap<>(Map.of(FIRST, 4096L)));
        String key = store.list("payments/positions/").get(0);
        for (String rubbish : List.of(
                "", "no JSON", "[]", "{\"streams\": 7}", "{\"streams\": {\"" + FIRST.stream() + "\": {\"0\": -1}}}")) {
            store.putIfVersion(
                    key,
                    rubbish.getBytes(StandardCharsets.UTF_8),
                    store.get(key).orElseThrow().version());

            // When
            // Then
            assertThat(positions.of(List.of(FIRST))).isEmpty();
            assertThat(positions.write(new TreeMap<>(Map.of(FIRST, 7L)))).isTrue();
            assertThat(positions.of(List.of(FIRST))).containsEntry(FIRST, 7L);
        }
    }

    @Test
    void shouldLoseNoPositionOfInstancesThatWriteAtTheSameTime() throws Exception {
        // Given
        CountDownLatch start = new CountDownLatch(1);
        List<LogId> logs =
                IntStream.range(0, 3).mapToObj(i -> new LogId("s", i)).toList();
        List<Thread> instances = logs.stream()
                .map(log -> new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    for (long i = 1; i <= 200; i++) {
                        while (!positions(R1, "the group / größer").write(new TreeMap<>(Map.of(log, i)))) {
                            Thread.onSpinWait();
                        }
                    }
                }))
                .toList();

        // When
        instances.forEach(Thread::start);
        start.countDown();
        for (Thread instance : instances) {
            instance.join();
        }

        // Then
        assertThat(positions.of(logs).values()).containsExactly(200L, 200L, 200L);
    }
}
