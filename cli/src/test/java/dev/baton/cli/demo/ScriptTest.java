package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.demo.Act.Deed;
import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScriptTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Duration LENGTH = Duration.ofSeconds(30);

    private static Act act(Deed deed, @Nullable RegionId region, int second) {
        return new Act(deed, region, Duration.ofSeconds(second));
    }

    private static String problem(Act... acts) {
        return new Script(List.of(acts)).problem(List.of(R1, R2), LENGTH).orElse("none");
    }

    @Test
    void shouldPutWhatIsDoneInOrderOfTime() {
        // Given
        Act late = act(Deed.RESTORE, R1, 20);
        Act early = act(Deed.KILL, R1, 10);
        // When
        Script script = new Script(List.of(late, early));
        // Then
        assertThat(script.acts()).containsExactly(early, late);
    }

    @Test
    void shouldAcceptFaultsThatRepeat() {
        assertThat(problem(
                        act(Deed.KILL, R1, 5),
                        act(Deed.RESTORE, R1, 10),
                        act(Deed.FREEZE, R1, 15),
                        act(Deed.SWITCHOVER, R2, 16),
                        act(Deed.KILL_MONITORS, null, 17)))
                .isEqualTo("none");
    }

    @Test
    void shouldRefuseARegionThatThereIsNot() {
        assertThat(problem(act(Deed.KILL, new RegionId("r3"), 5)))
                .isEqualTo("kill r3 at 5.0 s: there is no such region; use one of [r1, r2]");
    }

    @Test
    void shouldRefuseWhatWouldHappenAfterTheEnd() {
        assertThat(problem(act(Deed.KILL, R1, 30)))
                .isEqualTo("kill r1 at 30.0 s: the demo is over by then; use a longer --duration");
    }

    @Test
    void shouldRefuseToLoseARegionTwice() {
        assertThat(problem(act(Deed.KILL, R1, 5), act(Deed.FREEZE, R1, 6)))
                .isEqualTo("freeze r1 at 6.0 s: it is lost already; use --restore before");
    }

    @Test
    void shouldRefuseToRestoreWhatIsWell() {
        assertThat(problem(act(Deed.KILL, R1, 5), act(Deed.RESTORE, R1, 4)))
                .isEqualTo("restore r1 at 4.0 s: nothing has happened to it by then that could be undone");
    }

    @Test
    void shouldKnowWhichRegionsAreLostOrBackAtTheEnd() {
        // Given
        Script script = new Script(List.of(
                act(Deed.KILL, R1, 5),
                act(Deed.RESTORE, R1, 10),
                act(Deed.ISOLATE, R2, 15),
                act(Deed.CUT_STORE, null, 16)));
        // When, Then
        assertThat(script.lostAtEnd()).containsExactly(R2);
        assertThat(script.backAtEnd()).containsExactly(R1);
    }
}
