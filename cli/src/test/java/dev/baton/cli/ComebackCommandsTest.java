package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that make a region whole and bring the baton home, where no region answers. */
class ComebackCommandsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void createToken() {
        file = Installations.unreachable(directory);
        Installations.createToken(file);
    }

    @Test
    void shouldRefuseToFailBackToARegionThatIsNotWhole() {
        // Given
        loseR1();

        // When
        Cli out = Cli.run(file, "failback");
        Installations.change(file, (token, audit) -> token.beginCatchUp(R1, audit));
        Cli catchingUp = Cli.run(file, "failback", "--wait", "1s");

        // Then
        assertThat(out.exit()).isEqualTo(1);
        assertThat(out.err())
                .isEqualTo(
                        "baton: r1 is OUT; failback when it is IN_SYNC. See 'baton status', or wait for it with --wait\n");
        assertThat(catchingUp.exit()).isEqualTo(1);
        assertThat(catchingUp.err()).contains("baton: r1 is CATCHING_UP; failback when it is IN_SYNC");
        assertThat(Installations.token(file).active()).isEqualTo(R2);
    }

    @Test
    void shouldWaitUntilHomeIsWholeAndRefuseIfItDoesNotServe() {
        // Given
        loseR1();
        Installations.change(file, (token, audit) -> token.beginCatchUp(R1, audit));
        Cli failback = Cli.start(file, "failback", "--wait", "7s");
        await().atMost(PATIENCE).until(() -> failback.err().contains("r1: CATCHING_UP"));

        // When
        Installations.change(file, (token, audit) -> token.promote(R1, 1, audit));

        // Then
        assertThat(failback.exit()).isEqualTo(1);
        assertThat(failback.err()).contains("r1 does not serve its clients (connect: ", "nothing was changed");
    }

    @Test
    void shouldSayThatTheBatonIsHomeAlready() {
        // When
        Cli failback = Cli.run(file, "failback");

        // Then
        assertThat(failback.exit()).isZero();
        assertThat(failback.out()).isEqualTo("r1 is home and holds the baton already\n");
        assertThat(Installations.token(file).version()).isEqualTo(1);
    }

    @Test
    void shouldSayThatARegionNeedsNoCatchUp() {
        // When
        Cli catchUp = Cli.run(file, "catch-up", "r1");

        // Then
        assertThat(catchUp.exit()).isZero();
        assertThat(catchUp.out()).isEqualTo("r1 is IN_SYNC already\n");
    }

    @Test
    void shouldNotMendTheLogOfTheActiveRegionUnlessToldTo() {
        // Given
        Installations.change(file, (token, audit) -> token.demote(R1, audit));

        // When
        Cli catchUp = Cli.run(file, "catch-up", "r1");

        // Then
        assertThat(catchUp.exit()).isEqualTo(1);
        assertThat(catchUp.err()).contains("r1 holds the baton, so its log cannot be mended", "--in-place");
        assertThat(Installations.token(file).version()).isEqualTo(2);
    }

    @Test
    void shouldGiveUpWhenNothingMoves() {
        // Given
        loseR1();

        // When
        Cli catchUp = Cli.run(file, "catch-up", "r1", "--timeout", "2s");

        // Then
        assertThat(catchUp.exit()).isEqualTo(1);
        assertThat(catchUp.err())
                .contains("baton: nothing has moved for 2 s: Region r1 does not answer")
                .contains("goes on from there");
    }

    @Test
    void shouldSayWhatAnAgentWaitsForUntilInterrupted() {
        // Given
        loseR1();
        Cli agent = Cli.start(file, "agent", "--region", "r1", "--as", "here");

        // When
        await().atMost(PATIENCE).until(() -> agent.out().contains("catch-up of r1: Region r1 does not answer"));
        await().atMost(PATIENCE).until(() -> agent.out().contains("r1 is SUSPECT, was UNKNOWN"));
        agent.interrupt();

        // Then
        assertThat(agent.exit()).isZero();
        assertThat(agent.out())
                .contains("monitor@here of payments watches [r1, r2]")
                .endsWith("ended\n");
        assertThat(agent.out().lines().filter(line -> line.contains("catch-up of r1")))
                .hasSize(1);
    }

    @Test
    void shouldLeaveCatchUpToAPersonIfThatIsThePolicy() {
        // Given
        loseR1();
        Installations.append(file, "catchUp: { policy: manual }\n");
        Cli agent = Cli.start(file, "agent", "--region", "r1");

        // When
        await().atMost(PATIENCE).until(() -> agent.out().contains("r1 is DOWN"));
        agent.interrupt();

        // Then
        assertThat(agent.out())
                .contains("catch-up of r1 is started by hand, as is the policy: 'baton catch-up r1'")
                .doesNotContain("Region r1 does not answer");
    }

    private void loseR1() {
        Installations.change(file, (token, audit) -> token.demote(R1, audit));
        Installations.change(file, (token, audit) -> token.beginHandover(R2, audit));
        Installations.change(file, (token, audit) -> token.completeHandover(R2, audit));
    }
}
