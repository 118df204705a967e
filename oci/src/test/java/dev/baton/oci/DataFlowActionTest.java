package dev.baton.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenChange;
import dev.baton.core.token.Transition;
import dev.baton.runtime.config.DataFlowConfig;
import dev.baton.runtime.config.HookConfig;
import dev.baton.runtime.config.HookTrigger;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.OciStreamsConfig.Login;
import dev.baton.runtime.hook.HookAction;
import dev.baton.runtime.hook.HookAction.Outcome;
import dev.baton.runtime.hook.HookAction.Verdict;
import dev.baton.runtime.hook.HookCall;
import dev.baton.testkit.cloud.CloudFault;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciDataFlow;
import dev.baton.testkit.cloud.OciIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hook of Data Flow against an emulated service, which verifies signatures. */
class DataFlowActionTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final String APPLICATION = "ocid1.dataflowapplication.oc1..a";
    private static final OciIdentity USER = OciIdentity.create();
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final Token AT_R1 =
            Token.first("payments", List.of(R1, R2), R1, Duration.ofMillis(1_500), audit("first"));
    private static final Token MOVING = legal(AT_R1.beginHandover(R2, audit("begin")));
    private static final Token AT_R2 = legal(MOVING.completeHandover(R2, audit("complete")));

    private final StoppableClock clock = new StoppableClock();
    private final OciDataFlow runs = new OciDataFlow(clock, Duration.ofMillis(300), Duration.ofMillis(300));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private CloudServer server;
    private HookAction action;

    @BeforeEach
    void open() {
        server = CloudServer.ociDataFlow(APPLICATION, runs, USER, Clock.systemUTC());
        action = action(server.uri(), APPLICATION);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void shouldStartARunAndWaitUntilItIsInProgress() {
        // When
        Outcome outcome = action.run(taken(), DEADLINE);
        // Then
        assertThat(outcome).isEqualTo(new Outcome(Verdict.DONE, "ocid1.dataflowrun.oc1..1 is IN_PROGRESS"));
        assertThat(runs.states()).containsExactly("IN_PROGRESS");
    }

    @Test
    void shouldStartNoSecondRunWhenCalledTwice() {
        // Given
        action.run(taken(), DEADLINE);
        // When
        Outcome again = action.run(taken(), DEADLINE);
        Outcome ofAnotherAgent = action(server.uri(), APPLICATION).run(taken(), DEADLINE);
        // Then
        assertThat(List.of(again.verdict(), ofAnotherAgent.verdict())).containsOnly(Verdict.DONE);
        assertThat(runs.states()).containsExactly("IN_PROGRESS");
    }

    @Test
    void shouldCancelTheRunAndWaitUntilItHasEnded() {
        // Given
        action.run(taken(), DEADLINE);
        // When
        Outcome outcome = action.run(given(), DEADLINE);
        Outcome again = action.run(given(), DEADLINE);
        // Then
        assertThat(List.of(outcome, again)).containsOnly(new Outcome(Verdict.DONE, "no run is left"));
        assertThat(runs.states()).containsExactly("CANCELED");
    }

    @Test
    void shouldStartAnewAfterARunHasEnded() {
        // Given
        action.run(taken(), DEADLINE);
        action.run(given(), DEADLINE);
        // When
        action.run(taken(), DEADLINE);
        runs.failAll();
        Outcome outcome = action.run(taken(), DEADLINE);
        // Then
        assertThat(outcome.verdict()).isEqualTo(Verdict.DONE);
        assertThat(runs.states()).containsExactly("CANCELED", "FAILED", "IN_PROGRESS");
    }

    @Test
    void shouldWaitOnForTheSameRunInTheNextAttempt() {
        // When
        clock.stop();
        Outcome first = action.run(taken(), Duration.ofMillis(100));
        clock.goOn();
        Outcome second = action.run(taken(), DEADLINE);
        clock.stop();
        Outcome third = action.run(given(), Duration.ofMillis(100));
        clock.goOn();
        Outcome fourth = action.run(given(), DEADLINE);
        // Then
        assertThat(first).isEqualTo(new Outcome(Verdict.FAILED, "ocid1.dataflowrun.oc1..1 is still ACCEPTED"));
        assertThat(second.verdict()).isEqualTo(Verdict.DONE);
        assertThat(third).isEqualTo(new Outcome(Verdict.FAILED, "ocid1.dataflowrun.oc1..1 is still CANCELING"));
        assertThat(fourth.verdict()).isEqualTo(Verdict.DONE);
        assertThat(runs.states()).containsExactly("CANCELED");
    }

    @ParameterizedTest
    @EnumSource(
            value = CloudFault.class,
            names = {"DROPPED", "ANSWER_LOST", "THROTTLED", "BROKEN", "BROKEN_LATER", "GATEWAY"})
    void shouldStartOneRunWhateverBecomesOfTheFirstRequest(CloudFault fault) {
        // Given
        server.failNextWrites(fault);
        // When
        Outcome first = action.run(taken(), DEADLINE);
        Outcome second = action.run(taken(), DEADLINE);
        // Then
        assertThat(first.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(first.detail()).startsWith("Data Flow ");
        assertThat(second.verdict()).isEqualTo(Verdict.DONE);
        assertThat(runs.states()).containsExactly("IN_PROGRESS");
    }

    @Test
    void shouldStopWhatRunsWhileTheBatonIsMoving() {
        // Given
        action.run(taken(), DEADLINE);
        Token back = legal(AT_R2.beginHandover(R1, audit("back")));
        // When
        Outcome outcome = action.run(call(AT_R2, back), DEADLINE);
        // Then nobody may process
        assertThat(outcome.verdict()).isEqualTo(Verdict.DONE);
        assertThat(runs.states()).containsExactly("CANCELED");
    }

    @Test
    void shouldSayWhatIsWrong() {
        // Given
        HookAction stranger = action(OciIdentity.create(), server.uri(), APPLICATION);
        // When, Then
        assertThat(stranger.run(taken(), DEADLINE).detail())
                .startsWith("Data Flow answered 401; check the key or token that 'auth' names");
        // Given
        HookAction mistaken = action(server.uri(), APPLICATION + "b");
        // When, Then
        assertThat(mistaken.run(taken(), DEADLINE).detail())
                .startsWith("Data Flow answered 404; there is no such application or run");
        server.close();
        assertThat(action.run(taken(), DEADLINE).detail()).startsWith("Data Flow was not reached");
    }

    @Test
    void shouldBeWhatTheConfigurationAsksFor() {
        // Given
        Login nobody = new Login(OciAuth.CONFIG_FILE, "NOBODY", USER.write(directory));
        // When, Then
        assertThat(HookAction.of("run", hook(login(USER), server.uri(), APPLICATION)))
                .isInstanceOf(DataFlowAction.class);
        assertThatThrownBy(() -> HookAction.of("run", hook(nobody, server.uri(), APPLICATION)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith("The hook 'run' cannot sign its requests: ");
    }

    /** The service's time: nothing becomes of a run while it stands still, however long a request takes. */
    private static final class StoppableClock extends Clock {

        private volatile Clock clock = Clock.systemUTC();

        void stop() {
            clock = Clock.fixed(clock.instant(), ZoneOffset.UTC);
        }

        void goOn() {
            clock = Clock.systemUTC();
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** r2 has taken over. */
    private static HookCall taken() {
        return call(MOVING, AT_R2);
    }

    /** r2 has given the baton to r1. */
    private static HookCall given() {
        Token back = legal(AT_R2.beginHandover(R1, audit("back")));
        return call(back, legal(back.completeHandover(R1, audit("home"))));
    }

    private static HookCall call(Token before, Token after) {
        TokenChange change = new TokenChange(before, after);
        return new HookCall("spark", change, change.events());
    }

    private HookAction action(URI endpoint, String application) {
        return action(USER, endpoint, application);
    }

    private HookAction action(OciIdentity user, URI endpoint, String application) {
        DataFlowConfig config = new DataFlowConfig(application, "ocid1.compartment.c", null, endpoint, login(user));
        return new DataFlowAction(R2, new DataFlowRuns(config), Duration.ofMillis(50), System::nanoTime);
    }

    private static HookConfig hook(Login login, URI endpoint, String application) {
        DataFlowConfig config = new DataFlowConfig(application, "ocid1.compartment.c", null, endpoint, login);
        return new HookConfig(
                List.of(HookTrigger.ACTIVE, HookTrigger.INACTIVE),
                R2,
                null,
                List.of(),
                null,
                null,
                config,
                DEADLINE,
                5);
    }

    private Login login(OciIdentity user) {
        return new Login(OciAuth.CONFIG_FILE, null, user.write(directory));
    }

    private static Audit audit(String what) {
        return new Audit(what, "test", Instant.EPOCH, "write-" + what);
    }

    private static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.why());
        });
    }
}
