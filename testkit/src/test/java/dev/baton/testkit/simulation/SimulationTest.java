package dev.baton.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code scripts/simulate} does, with fewer seeds. */
class SimulationTest {

    private static final Logger LOG = LoggerFactory.getLogger(SimulationTest.class);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final long SEEDS = 2_000;

    @Test
    void shouldKeepEveryPromiseInEveryHistoryAndReachEveryRareBranch() throws InterruptedException {
        // When
        CampaignReport report = new Campaign(0, SEEDS, done -> {}).run();
        // Then
        assertThat(report.failures()).isEmpty();
        assertThat(report.neverReached()).isEmpty();
        assertThat(report.passed()).isEqualTo(SEEDS);
    }

    /** A simulator that cannot fail proves nothing. */
    @Test
    void shouldNoticeWhateverIsDoneWrongOnPurpose() {
        // When
        List<BugHunt.Catch> catches = BugHunt.run(caught -> {});
        LOG.info("{}", table(catches)); // so that the build tells who has noticed what
        // Then
        assertThat(catches).hasSize(PlantedBug.values().length - 1).allMatch(BugHunt.Catch::isCaught);
    }

    private static String table(List<BugHunt.Catch> catches) {
        return catches.stream()
                .map(BugHunt.Catch::row)
                .collect(Collectors.joining("\n", "\n" + BugHunt.HEAD + "\n", "\n"));
    }

    @Test
    void shouldLiveThroughTheSameHistoriesInEveryJvm(@TempDir Path logs) {
        // When
        List<String> here = hashes("here", logs);
        List<String> there = hashes("there", logs);
        // Then
        assertThat(here).hasSize(HashMain.SEEDS).doesNotHaveDuplicates().isEqualTo(there);
    }

    private static List<String> hashes(String name, Path logs) {
        try (Janitor janitor = Janitor.start();
                ChildProcess child = ChildProcess.start(
                        janitor,
                        name,
                        JvmCommand.of(HashMain.class.getName())
                                .withFlags("-Xmx256m")
                                .toCommand(),
                        logs.resolve(name))) {
            assertThat(child.awaitExit(SOON)).isTrue();
            return child.logTail(HashMain.SEEDS).lines().toList();
        }
    }

    @Test
    void shouldTellTheHistoryAndHowToRepeatIt() {
        // Given
        PlantedBug bug = PlantedBug.PROMOTES_WITHOUT_COPYING;
        BugHunt.Catch caught = BugHunt.hunt(bug);
        // When
        List<String> lines = Outcome.of(caught.seed(), bug, bug.profile()).describe();
        // Then
        assertThat(lines)
                .anyMatch(line -> line.contains("writes the token: version"))
                .anyMatch(line -> line.startsWith("seed " + caught.seed() + ", step ") && line.contains("I1: "))
                .last()
                .isEqualTo("again: scripts/simulate --first " + caught.seed() + " --seeds 1");
    }

    @Test
    void shouldSayWhichBranchesWereNeverReached() {
        // Given
        List<CampaignReport.Mark> marks =
                List.of(new CampaignReport.Mark("answer lost", 3), new CampaignReport.Mark("tail lost", 0));
        // When
        CampaignReport enough = new CampaignReport(CampaignReport.ENOUGH, 0, 0, marks, List.of());
        CampaignReport few = new CampaignReport(CampaignReport.ENOUGH - 1, 0, 0, marks, List.of());
        // Then
        assertThat(enough.neverReached()).containsExactly("tail lost");
        assertThat(enough.isOk()).isFalse();
        assertThat(few.isOk()).isTrue();
    }
}
