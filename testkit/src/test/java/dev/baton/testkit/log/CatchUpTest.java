package dev.baton.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.catchup.CatchUpSettings;
import dev.baton.runtime.catchup.Turn;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The engine of catch-up. */
class CatchUpTest extends CatchUpWorld {

    @Test
    void shouldMakeARegionWholeThatWasAway() {
        // When
        drive(driver("a"));

        // Then
        assertWhole(30);
        assertThat(r2.written(LOG).stream().filter(each -> each.episode() == 1)).hasSize(20);
        assertThat(journals.read(R2).log(LOG).spans()).hasSize(1);
        assertThat(journals.read(R2).log(QUIET).spans()).isEmpty();
    }

    @Test
    void shouldNotBeginBeforeTheGateIsClosedForCertainAndTheRegionHasAnsweredForAWhile() {
        // Given
        CatchUp driver = driver("a");
        Duration expires = token().viewsExpireIn();

        // When
        Turn first = driver.step();
        nanos += expires.toNanos() - 1;
        Turn second = driver.step();
        nanos += 1;
        driver.step();

        // Then
        assertThat(first).isInstanceOf(Turn.Waiting.class);
        assertThat(second).isInstanceOf(Turn.Waiting.class);
        assertThat(token().sync(R2)).isEqualTo(Sync.CATCHING_UP);
    }

    @Test
    void shouldWaitBeforeItTakesTheSourcesEnd() {
        // Given
        CatchUp driver = driver("a");
        until(driver, () -> token().sync(R2) == Sync.CATCHING_UP);

        // When: a producer whose view still says OUT
        until(driver, () -> journals.read(R2).episode() == 1);
        driver.step();
        r1.append(LOG, P, 30);
        drive(driver);

        // Then
        assertWhole(31);
    }

    @Test
    void shouldKeepTheOrderOfWhatIsWrittenDirectlyMeanwhile() {
        // Given
        CatchUp driver = driver("a");
        until(driver, () -> journals.read(R2).log(LOG).checkpoint() != null);

        // When
        direct(30, 40);
        driver.step();
        direct(40, 50);
        drive(driver);
        direct(50, 60);

        // Then
        assertWhole(60);
    }

    @Test
    void shouldStartAnewWhenTheRegionGoesOutAgain() {
        // Given
        CatchUp driver = driver("a", 500);
        until(driver, () -> r2.written(LOG).size() > 13);
        change((token, by) -> token.demote(R2, by));
        LongStream.range(30, 35).forEach(sequence -> r1.append(LOG, P, sequence));

        // When
        drive(driver);

        // Then
        assertThat(token().regions().get(R2).episode()).isEqualTo(2);
        assertWhole(35);
    }

    @Test
    void shouldGoOnWhenTheSourceAnswersAgain() {
        // Given
        CatchUp driver = driver("a", 500);
        until(driver, () -> r2.written(LOG).size() > 13);

        // When
        r1.setDown(true);
        IntStream.range(0, 20).forEach(i -> step(driver));
        r1.setDown(false);
        drive(driver);

        // Then
        assertThat(said).anyMatch(why -> why.contains("r1 does not answer"));
        assertWhole(30);
    }

    /** What was written to both logs between two outages is not copied again, whichever log had it first. */
    @Test
    void shouldCopyWhatAnOutageMissedAndNothingFromBeforeIt() {
        // Given
        long next = 30;
        for (int outage = 1; outage <= 4; outage++) {
            CatchUp driver = driver("a");
            until(driver, () -> journals.read(R2).log(LOG).checkpoint() != null);
            direct(next, next + 10); // behind the end of the source that the episode goes up to
            drive(driver);
            direct(next + 10, next + 100);
            change((token, by) -> token.demote(R2, by));
            LongStream.range(next + 100, next + 105).forEach(sequence -> r1.append(LOG, P, sequence));
            next += 105;
        }

        // When
        drive(driver("a"));

        // Then
        assertThat(r2.written(LOG).stream().filter(each -> each.episode() == 1)).hasSize(20);
        for (long episode = 2; episode <= 5; episode++) {
            long number = episode;
            assertThat(r2.written(LOG).stream().filter(each -> each.episode() == number))
                    .hasSize(5);
        }
        assertWhole(next);
    }

    @Test
    void shouldWriteLeftoversToTheSourceWhereOrderAllows() {
        // Given
        r2.append(LOG, 8, 0); // its producer was given up before anybody else had it
        r2.append(LOG, 8, 1);
        r2.append(LOG, 9, 5); // and nobody knows what became of those before

        // When
        drive(driver("a"));

        // Then
        assertThat(r1.written(LOG)).anyMatch(each -> each.producer() == 8 && each.sequence() == 0);
        assertThat(r1.written(LOG)).anyMatch(each -> each.producer() == 8 && each.sequence() == 1);
        assertThat(r1.written(LOG)).noneMatch(each -> each.producer() == 9);
        assertThat(r1.written(LOG)).allMatch(each -> each.episode() == 0);
    }

    @Test
    void shouldNotPassOverWhatRetentionHasDeleted() {
        // Given
        r1.deleteBefore(LOG, 15);
        CatchUp driver = driver("a");

        // When
        Turn stuck = null;
        for (int i = 0; i < MOST_STEPS && !(stuck instanceof Turn.Stuck); i++) {
            stuck = step(driver);
        }

        // Then
        assertThat(stuck).isInstanceOf(Turn.Stuck.class);
        assertThat(token().sync(R2)).isEqualTo(Sync.CATCHING_UP);
        assertThat(journals.read(R2).trouble()).contains("r1", "flights-0", "before offset 15", "--accept-gaps");
        drive(new CatchUp(
                new CatchUpSettings(R2, "c", Long.MAX_VALUE, Duration.ZERO, false, true), ports(), listener()));
        assertThat(token().sync(R2)).isEqualTo(Sync.IN_SYNC);
    }

    /** Its disks were lost: what was noted of the old log does not hold for the new one. */
    @Test
    void shouldFillALogThatWasMadeAnew() {
        // Given
        drive(driver("a"));
        change((token, by) -> token.demote(R2, by));
        LongStream.range(30, 40).forEach(sequence -> r1.append(LOG, P, sequence));
        r2 = new InMemoryRegionLogs(R2, LOGS, this::called);

        // When
        drive(driver("b"));

        // Then
        assertWhole(40);
    }

    @Test
    void shouldKeepToItsRate() {
        // Given
        CatchUp driver = driver("a", 200); // two events a second, and twenty to copy
        until(driver, () -> journals.read(R2).log(LOG).checkpoint() != null);
        long begun = nanos;

        // When
        drive(driver);

        // Then
        assertThat(Duration.ofNanos(nanos - begun)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(13));
    }

    @Test
    void shouldCatchUpTheActiveRegionInPlaceOnlyIfAsked() {
        // Given
        drive(driver("a"));
        change((token, by) -> token.demote(R1, by));
        LongStream.range(30, 35).forEach(sequence -> r2.append(LOG, P, sequence));
        CatchUp polite = new CatchUp(
                new CatchUpSettings(R1, "b", Long.MAX_VALUE, Duration.ZERO, false, false), ports(), listener());
        CatchUp inPlace = new CatchUp(
                new CatchUpSettings(R1, "c", Long.MAX_VALUE, Duration.ZERO, true, false), ports(), listener());

        // When
        IntStream.range(0, 200).forEach(i -> step(polite));
        Token before = token();
        until(inPlace, () -> token().sync(R1) == Sync.IN_SYNC);

        // Then
        assertThat(before.sync(R1)).isEqualTo(Sync.OUT);
        assertThat(said).anyMatch(why -> why.contains("r1 is active"));
        assertThat(token().handoverTo()).as("a monitor completes it").isEqualTo(R1);
        assertWhole(35);
    }
}
