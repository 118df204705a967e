package dev.baton.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules A, V, D, F, S and H, kept by the classes of core, in random histories: whatever happens, every acknowledged event is in the
 * log of every region IN_SYNC, no two gates are open, every event takes effect once and in order, and all heals in the end.
 */
class ProtocolModelTest {

    private static final int HISTORIES = 2_500;

    @Test
    void shouldKeepEveryPromiseInEveryHistory() {
        assertThat(LongStream.range(0, HISTORIES).mapToObj(seed -> firstBroken(seed, PlantedBug.NONE)))
                .allSatisfy(broken -> assertThat(broken).isEmpty());
    }

    /** A model that cannot fail proves nothing. */
    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = "NONE")
    void shouldNoticeWhatIsDoneWrong(PlantedBug bug) {
        // When
        Optional<BrokenPromise> noticed = LongStream.range(bug.huntFrom(), bug.huntFrom() + HISTORIES)
                .mapToObj(seed -> firstBroken(seed, bug))
                .flatMap(Optional::stream)
                .findFirst();
        // Then
        assertThat(noticed).as("what %s leads to", bug).isPresent();
    }

    /** What a seed has found once it must find again. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE})
    void shouldRepeatAHistoryFromItsSeed(long seed) {
        // When
        World world = lived(seed);
        World again = lived(seed);
        // Then
        assertThat(again.steps()).isEqualTo(world.steps());
        assertThat(again.now()).isEqualTo(world.now());
        assertThat(again.store().read()).isEqualTo(world.store().read());
        assertThat(again.sink().applied()).isEqualTo(world.sink().applied());
    }

    private static World lived(long seed) {
        World world = new World(seed, PlantedBug.NONE);
        world.run();
        return world;
    }

    private static Optional<BrokenPromise> firstBroken(long seed, PlantedBug bug) {
        try {
            new World(seed, bug).run();
            return Optional.empty();
        } catch (BrokenPromise broken) {
            return Optional.of(broken);
        }
    }
}
