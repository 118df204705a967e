package dev.baton.core.monitor;

import static dev.baton.core.monitor.Decision.Change.BEGIN_HANDOVER;
import static dev.baton.core.monitor.Decision.Change.DEMOTE;
import static dev.baton.core.monitor.MonitorVocabulary.OTHER_MONITOR;
import static dev.baton.core.monitor.MonitorVocabulary.R1;
import static dev.baton.core.monitor.MonitorVocabulary.R2;
import static dev.baton.core.monitor.MonitorVocabulary.REST;
import static dev.baton.core.monitor.MonitorVocabulary.SIGNATURE;
import static dev.baton.core.monitor.MonitorVocabulary.assertHeld;
import static dev.baton.core.monitor.MonitorVocabulary.assertWrites;
import static dev.baton.core.monitor.MonitorVocabulary.down;
import static dev.baton.core.monitor.MonitorVocabulary.legal;
import static dev.baton.core.monitor.MonitorVocabulary.seconds;
import static dev.baton.core.monitor.MonitorVocabulary.seeing;
import static dev.baton.core.monitor.MonitorVocabulary.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A majority of the configured monitors decides; the clients are one more witness. This monitor is the one of r2. */
class VotesTest {

    private static final Electorate THREE =
            new Electorate("r2", new TreeSet<>(List.of("r1", "r2", "witness")), Electorate.HEARTBEAT);
    private static final String UP = "UP";
    private static final String DOWN = "DOWN";
    private static final String SUSPECT = "SUSPECT";

    private Reports monitors = Reports.NONE;
    private Reports clients = Reports.NONE;

    // ---- a majority

    @Test
    void shouldDoNothingWhenItAloneCannotReachARegion() {
        // Given
        says("r1", UP, UP);
        says("witness", UP, UP);
        // When
        Verdict verdict = decide(seeing(REST, down(R1), up(R2)));
        // Then
        assertHeld(
                verdict,
                "r1 is not taken for down, as that takes 2 of 3 monitors: r2 sees it down (refused), r1, witness do not");
    }

    @Test
    void shouldDemoteARegionThatTwoOfThreeSeeDown() {
        // Given
        says("r1", UP, UP);
        says("witness", DOWN, UP);
        // When
        Token next = assertWrites(decide(seeing(REST, down(R1), up(R2))), DEMOTE, R1);
        // Then
        assertThat(next.audit().reason()).isEqualTo("r1 is down (2 of 3: r2, witness; refused); r2 is up");
    }

    @Test
    void shouldActOnWhatTheOtherTwoSeeEvenIfItSeesNothingOfIt() {
        // Given
        says("r1", DOWN, UP);
        says("witness", DOWN, UP);
        // When, Then
        assertWrites(decide(seeing(REST, up(R1), up(R2))), DEMOTE, R1);
    }

    @Test
    void shouldNotCountAMonitorThatOnlySuspects() {
        // Given
        says("r1", SUSPECT, UP);
        says("witness", "A_WORD_OF_A_LATER_RELEASE", UP);
        // When, Then
        assertHeld(decide(seeing(REST, down(R1), up(R2))), "that takes 2 of 3");
    }

    @Test
    void shouldCountTheSilentAsMembersAllTheSame() {
        // Given nobody else was ever heard
        // When
        Verdict verdict = decide(seeing(REST, down(R1), up(R2)));
        // Then
        assertHeld(verdict, "nothing is heard of r1, witness");
    }

    @Test
    void shouldSwitchWhenTheMonitorOfTheLostRegionIsLostWithIt() {
        // Given
        says("witness", DOWN, UP);
        // When, Then
        assertWrites(decide(seeing(REST, down(R1), up(R2))), DEMOTE, R1);
        Token demoted = legal(REST.demote(R1, OTHER_MONITOR));
        assertWrites(decide(seeing(demoted, down(R1), up(R2))), BEGIN_HANDOVER, R2);
    }

    @Test
    void shouldNotCountAReportThatIsStale() {
        // Given
        says("witness", DOWN, UP);
        MonitorState state = heard(seeing(REST, down(R1), up(R2)));
        Monitor monitor = new Monitor(MonitorPolicy.DEFAULT, THREE);
        // When, Then: it was made after the reading one second ago
        assertWrites(monitor.decide(state, SIGNATURE, seconds(5)), DEMOTE, R1);
        assertHeld(monitor.decide(state, SIGNATURE, seconds(5) + 1), "nothing is heard of r1, witness");
    }

    @Test
    void shouldNotChooseATargetThatAMajorityDoesNotKnowToBeGood() {
        // Given
        says("r1", DOWN, SUSPECT);
        says("witness", DOWN, SUSPECT);
        // When, Then
        assertHeld(decide(seeing(REST, down(R1), up(R2))), "no other region is IN_SYNC and up");
    }

    @Test
    void shouldBeAMajorityOfOneWhenAlone() {
        // Given
        says("witness", UP, UP);
        Monitor alone = new Monitor(MonitorPolicy.DEFAULT, Electorate.alone("r2"));
        // When
        Verdict verdict = alone.decide(heard(seeing(REST, down(R1), up(R2))), SIGNATURE, 0);
        // Then
        assertThat(assertWrites(verdict, DEMOTE, R1).audit().reason()).isEqualTo("r1 is down (refused); r2 is up");
    }

    // ---- the clients

    @Test
    void shouldLetTheClientsStandInForAMonitorThatIsSilent() {
        // Given
        clientSays("a", DOWN);
        clientSays("b", DOWN);
        clientSays("c", UP);
        // When
        Verdict verdict = decide(seeing(REST, down(R1), up(R2)));
        // Then
        assertThat(assertWrites(verdict, DEMOTE, R1).audit().reason())
                .isEqualTo("r1 is down (2 of 3: r2 and the clients; refused); r2 is up");
    }

    @Test
    void shouldNotCountTheClientsAgainstAMonitorThatSpeaks() {
        // Given
        says("r1", UP, UP);
        says("witness", UP, UP);
        clientSays("a", DOWN);
        // When, Then
        assertHeld(decide(seeing(REST, down(R1), up(R2))), "r1, witness do not, 1 of 1 client says down");
    }

    @Test
    void shouldNotCountTheClientsAlone() {
        // Given
        clientSays("a", DOWN);
        // When, Then
        assertThat(decide(seeing(REST, up(R1), up(R2))).decision()).isEqualTo(new Decision.Nothing());
    }

    @Test
    void shouldSayWhenEveryoneButTheProbesIsServed() {
        // Given
        says("witness", DOWN, UP);
        clientSays("a", UP);
        clientSays("b", UP);
        // When
        Token next = assertWrites(decide(seeing(REST, down(R1), up(R2))), DEMOTE, R1);
        // Then
        assertThat(next.audit().reason())
                .isEqualTo("r1 is down (2 of 3: r2, witness; refused; yet 2 clients say up); r2 is up");
    }

    // ---- an electorate

    @Test
    void shouldRefuseAnElectorateThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Electorate("r3", THREE.members(), Electorate.HEARTBEAT))
                .withMessageContaining("r3 is none of the members [r1, r2, witness]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Electorate("r1", new TreeSet<>(List.of("r1", "r2")), Electorate.HEARTBEAT))
                .withMessageContaining("2 is an even number");
    }

    private Verdict decide(MonitorState state) {
        return new Monitor(MonitorPolicy.DEFAULT, THREE).decide(heard(state), SIGNATURE, 0);
    }

    private MonitorState heard(MonitorState state) {
        return state.heardMonitors(monitors).heardClients(clients);
    }

    private void says(String monitor, String ofR1, String ofR2) {
        monitors = fresh(monitors, monitor, Map.of(R1, ofR1, R2, ofR2));
    }

    private void clientSays(String client, String ofR1) {
        clients = fresh(clients, client, Map.of(R1, ofR1, R2, UP));
    }

    /** Of the latest second. */
    private static Reports fresh(Reports reports, String by, Map<RegionId, String> words) {
        SortedMap<RegionId, Finding> findings = new TreeMap<>();
        words.forEach((region, word) -> findings.put(region, new Finding(word, word.equals(DOWN) ? "refused" : "")));
        return reports.heard(new Report(by, "run", 1, findings), seconds(-1))
                .heard(new Report(by, "run", 2, findings), 0);
    }
}
