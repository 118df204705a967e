package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs, where no region answers. */
class HandoverCommandsTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void createToken() {
        file = Installations.unreachable(directory);
        Installations.createToken(file);
    }

    @Test
    void shouldNotSwitchOverToARegionThatDoesNotServe() {
        // When
        Cli switchover = run("switchover", "r2");

        // Then
        assertThat(switchover.exit()).isEqualTo(1);
        assertThat(switchover.err()).contains("r2 does not serve its clients (connect: ", "nothing was changed");
        assertThat(token().version()).isEqualTo(1);
    }

    @Test
    void shouldNotSwitchOverToWhereTheBatonIs() {
        // When
        Cli switchover = run("switchover", "r1");

        // Then
        assertThat(switchover.exit()).isEqualTo(1);
        assertThat(switchover.err()).isEqualTo("baton: r1 holds the baton already (rule H)\n");
    }

    @Test
    void shouldNotFailOverToARegionThatDoesNotServeUnlessForced() {
        // When
        Cli refused = run("failover", "r2");
        Cli forced = run("failover", "r2", "--force", "--reason", "desperate");

        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("so it cannot take over; nothing was changed. --force");
        assertThat(forced.exit()).isZero();
        assertThat(forced.err())
                .contains("demote r1", "nobody processes from now on", "every consumer of r1 has stopped");
        assertThat(forced.out()).contains("r2 holds the baton in term 2; done after ");
        assertThat(token().sync(R1)).isEqualTo(Sync.OUT);
        assertThat(token().audit().by()).startsWith("operator:");
        assertThat(token().audit().reason()).startsWith("desperate");
    }

    @Test
    void shouldRehearseAFailoverAndChangeNothing() {
        // When
        Cli rehearsed = run("failover", "r2", "--force", "--dry-run");

        // Then
        assertThat(rehearsed.exit()).isZero();
        assertThat(rehearsed.out())
                .contains(
                        "would go from r1 to r2",
                        "1. demote r1",
                        "2. begin handover to r2",
                        "3. complete handover to r2");
        assertThat(token().version()).isEqualTo(1);
    }

    @Test
    void shouldSayThatARuleWasOverridden() {
        // Given
        Installations.change(file, (token, audit) -> token.demote(R2, audit));

        // When
        Cli forced = run("failover", "r2", "--force");

        // Then
        assertThat(forced.exit()).isZero();
        assertThat(forced.err()).contains("overriding rule S; acknowledged events that only other regions have");
        assertThat(token().active()).isEqualTo(R2);
        assertThat(token().audit().reason()).contains("forced: r2 was OUT, rule S overridden");
    }

    @Test
    void shouldAbortAHandoverThatHasBegun() {
        // Given
        Installations.change(file, (token, audit) -> token.beginHandover(R2, audit));

        // When
        Cli abort = run("abort", "--reason", "not now");

        // Then
        assertThat(abort.exit()).isZero();
        assertThat(abort.out()).isEqualTo("Aborted: r1 holds the baton in term 2\n");
        assertThat(token().admits(R1)).isTrue();
        assertThat(token().audit().reason()).isEqualTo("not now");
    }

    @Test
    void shouldRefuseToAbortNothing() {
        // When
        Cli abort = run("abort");

        // Then
        assertThat(abort.exit()).isEqualTo(1);
        assertThat(abort.err()).isEqualTo("baton: no handover has begun (rule H)\n");
    }

    @Test
    void shouldShowAHandoverThatIsUnderWay() {
        // Given
        Installations.change(file, (token, audit) -> token.beginHandover(R2, audit));

        // When
        Cli status = run("status");
        Cli token = run("token", "show");

        // Then
        assertThat(status.out()).contains("the baton is on its way from r1 to r2, so nobody processes");
        assertThat(token.out()).contains("handover  to r2, under way");
    }

    private Cli run(String... command) {
        return Cli.run(file, command);
    }

    private Token token() {
        return Installations.token(file);
    }
}
