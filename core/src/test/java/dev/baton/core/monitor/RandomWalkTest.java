package dev.baton.core.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A test of the test: a walk that never got anywhere would break no rule either. */
class RandomWalkTest {

    @Test
    void shouldReachEveryChangeThatAMonitorCanMake() {
        // Given
        Set<String> reached = new TreeSet<>();
        // When
        for (int seed = 0; seed < 50; seed++) {
            RandomWalk walk = new RandomWalk(seed, false);
            for (int step = 0; step < 3_000; step++) {
                walk.step();
            }
            reached.addAll(walk.reached());
        }
        // Then
        assertThat(reached)
                .contains(
                        "DEMOTE",
                        "BEGIN_HANDOVER",
                        "ABORT_HANDOVER",
                        "COMPLETE_HANDOVER",
                        "COMPLETE_HANDOVER at once",
                        "redirection",
                        "failback",
                        "budget");
    }
}
