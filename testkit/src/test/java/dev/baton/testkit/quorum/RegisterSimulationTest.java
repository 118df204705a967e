package dev.baton.testkit.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.quorum.RegisterSimulation.Mark;
import dev.baton.testkit.quorum.RegisterSimulation.Result;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegisterSimulationTest {

    /** More with {@code -Dbaton.quorum.histories=50000}. */
    private static final int HISTORIES = Integer.getInteger("baton.quorum.histories", 5_000);

    private static final int SEEDS_PER_FLAW = 20_000;

    @Test
    void shouldBeLinearizableWhateverFails() {
        // When
        Map<Mark, Integer> marks = new EnumMap<>(Mark.class);
        for (long seed = 0; seed < HISTORIES; seed++) {
            Result result = RegisterSimulation.run(seed, Flaw.NONE);
            result.marks().forEach((mark, times) -> marks.merge(mark, times, Integer::sum));

            // Then
            assertThat(result.trouble()).as("seed %s", seed).isEmpty();
            assertThat(result.isGood())
                    .as("seed %s: %s", seed, result.history())
                    .isTrue();
        }
        assertThat(marks).containsOnlyKeys(Mark.values());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldNoticeEveryMistake(Flaw flaw) {
        // When
        long caughtBy = LongStream.range(0, SEEDS_PER_FLAW)
                .filter(seed -> !RegisterSimulation.run(seed, flaw).isGood())
                .findFirst()
                .orElse(-1);

        // Then
        assertThat(caughtBy).as(flaw + " is noticed").isNotNegative();
    }

    @Test
    void shouldReplayASeedExactly() {
        assertThat(RegisterSimulation.run(7, Flaw.NONE)).isEqualTo(RegisterSimulation.run(7, Flaw.NONE));
    }
}
