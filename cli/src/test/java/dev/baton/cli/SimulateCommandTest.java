package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulateCommandTest {

    @Test
    void shouldEndWithHowManyHistoriesKeptEveryPromise() {
        // When
        Cli simulate = Cli.run("simulate", "--seeds", "40", "--first", "7");
        // Then
        assertThat(simulate.exit()).as(simulate.out()).isZero();
        assertThat(simulate.out())
                .contains("reached in so many of 100 histories:", "seeds 7 to 46, ", "; digest ")
                .endsWith("40 passed, 0 failed\n");
    }

    @Test
    void shouldLiveThroughTheSameHistoriesAgain() {
        // When
        Cli once = Cli.run("simulate", "--seeds", "5", "--first", "-3");
        Cli again = Cli.run("simulate", "--seeds", "5", "--first", "-3");
        Cli others = Cli.run("simulate", "--seeds", "5");
        // Then
        assertThat(digest(once)).isEqualTo(digest(again)).isNotEqualTo(digest(others));
    }

    @Test
    void shouldRefuseToSimulateNothing() {
        // When
        Cli simulate = Cli.run("simulate", "--seeds", "0");
        // Then
        assertThat(simulate.exit()).isEqualTo(2);
        assertThat(simulate.err()).contains("--seeds is 0; use 1 or more");
    }

    private static String digest(Cli simulate) {
        return simulate.out().replaceAll("(?s).*digest ([0-9a-f]{16}).*", "$1");
    }
}
