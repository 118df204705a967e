package dev.baton.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Two regions whose logs are written, deleted from their beginning and caught up at random: as long as an event that has taken
 * effect stands in any log, or can still be written or copied to one, the frontier knows it (rule D).
 */
class ForgettingModelTest {

    private static final int REGIONS = 2;
    private static final int STEPS = 400;
    private static final int HISTORIES = 1_000;

    private record Event(long producer, long sequence) {}

    /** Written to the region where it takes effect, and on its way to the other. */
    private record Late(int region, Event event, int looks) {}

    private static final class Log {
        private final List<Event> events = new ArrayList<>();
        private long start;
        private long episode;
        private boolean inSync = true;

        LogExtent extent() {
            return new LogExtent(start, start + events.size(), episode);
        }

        void delete(int count) {
            events.subList(0, count).clear();
            start += count;
        }
    }

    @Test
    void shouldKnowWhateverCanBeReadAgain() {
        int forgotten = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            forgotten += new World(seed).run();
        }
        assertThat(forgotten).isGreaterThan(HISTORIES);
    }

    private static final class World {

        private final List<Log> logs = List.of(new Log(), new Log());
        private final Frontier frontier = new Frontier();
        private final List<Late> late = new ArrayList<>();
        private final int seed;
        private final Random random;
        private int active;
        private int looks;
        private long nextProducer;
        private long nextSequence;

        World(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        /** Returns how many producers were forgotten. */
        int run() {
            for (int step = 0; step < STEPS; step++) {
                step();
                for (Log log : logs) {
                    assertThat(log.events)
                            .as("seed %s, step %s", seed, step)
                            .allMatch(event -> frontier.contains(event.producer(), event.sequence()));
                }
            }
            return (int) nextProducer + 1 - frontier.producers();
        }

        private void step() {
            Log other = logs.get(1 - active);
            switch (random.nextInt(13)) {
                case 0, 1, 2, 3 -> write();
                case 4, 5 -> arrive();
                case 6, 7 -> delete(logs.get(random.nextInt(REGIONS)));
                case 8, 9 -> look();
                case 10 -> active = other.inSync ? 1 - active : active;
                case 11 -> other.inSync &= random.nextInt(4) > 0;
                default -> {
                    if (!other.inSync) {
                        catchUp(logs.get(active), other);
                    }
                }
            }
        }

        /** One event of the newest producer, or of one that starts. */
        private void write() {
            if (random.nextInt(4) == 0) {
                nextProducer++;
                nextSequence = 0;
            }
            Event event = new Event(nextProducer, nextSequence++);
            logs.get(active).events.add(event);
            frontier.add(event.producer(), event.sequence());
            if (logs.get(1 - active).inSync || random.nextBoolean()) {
                late.add(new Late(1 - active, event, looks));
            }
        }

        private void arrive() {
            if (!late.isEmpty()) {
                Late arriving = late.remove(random.nextInt(late.size()));
                logs.get(arriving.region()).events.add(arriving.event());
            }
        }

        private void delete(Log log) {
            log.delete(random.nextInt(log.events.size() + 1));
        }

        /** An hour has passed since the look before: a write that was on its way then has ended. */
        private void look() {
            late.removeIf(each -> {
                boolean due = each.looks() < looks;
                if (due) {
                    logs.get(each.region()).events.add(each.event());
                }
                return due;
            });
            looks++;
            if (logs.stream().allMatch(log -> log.inSync)) {
                SortedMap<RegionId, LogExtent> extents = new TreeMap<>();
                for (int region = 0; region < REGIONS; region++) {
                    extents.put(new RegionId("r" + region), logs.get(region).extent());
                }
                frontier.look(extents);
            }
        }

        /** Copies what it lacks, and what it does not. */
        private void catchUp(Log source, Log target) {
            source.events.stream()
                    .filter(event -> !target.events.contains(event) || random.nextBoolean())
                    .forEach(target.events::add);
            target.episode++;
            target.inSync = true;
        }
    }
}
