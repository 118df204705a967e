package dev.baton.runtime.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final RegionId R3 = new RegionId("r3");
    private static final Audit BY = new Audit("test", "test", Instant.EPOCH, "w");
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final Token first = Token.first("t", List.of(R1, R2), R1, Duration.ofSeconds(2), BY);
    private final Token ofThree = Token.first("t", List.of(R1, R2, R3), R1, Duration.ofSeconds(2), BY);
    private final Seen seen = new Seen(R1);

    /** Views of the token before may have been read a moment ago, however long that token has been known. */
    @Test
    void shouldWaitFromTheFirstTokenThatClosesTheGateOn() {
        // Given
        Token begun = next(first.beginHandover(R2, BY));
        seen.saw(first, 0);
        // When
        seen.saw(begun, HOUR);
        // Then
        assertThat(seen.shutInNanos(begun, HOUR))
                .isEqualTo(begun.viewsExpireIn().toNanos());
        assertThat(seen.shutInNanos(begun, HOUR + 1))
                .isEqualTo(begun.viewsExpireIn().toNanos() - 1);
    }

    @Test
    void shouldNotWaitAnewForATokenThatLeavesTheGateClosed() {
        // Given
        Token begun = next(first.beginHandover(R2, BY));
        Token completed = next(begun.completeHandover(R2, BY));
        seen.saw(begun, 0);
        // When
        seen.saw(completed, HOUR);
        // Then
        assertThat(seen.shutInNanos(completed, HOUR)).isNegative();
    }

    /** In place: r2 is demoted and caught up over and over, and no two versions in a row are seen. */
    @Test
    void shouldNotWaitAnewWhileTheSameHandoverGoesOn() {
        // Given
        Token begun = next(next(ofThree.demote(R1, BY)).beginHandover(R1, BY));
        Token changed = next(next(begun.demote(R2, BY)).beginCatchUp(R2, BY));
        seen.saw(begun, 0);
        // When
        seen.saw(changed, HOUR);
        // Then
        assertThat(seen.shutInNanos(changed, HOUR)).isNegative();
    }

    /** Only a new term opens the gate of another region. */
    @Test
    void shouldNotWaitAnewWhileAnotherRegionIsActiveInTheSameTerm() {
        // Given
        Token elsewhere = next(next(ofThree.beginHandover(R2, BY)).completeHandover(R2, BY));
        Token changed = next(next(elsewhere.demote(R3, BY)).beginCatchUp(R3, BY));
        seen.saw(elsewhere, 0);
        // When
        seen.saw(changed, HOUR);
        // Then
        assertThat(seen.shutInNanos(changed, HOUR)).isNegative();
    }

    /** The baton has been back in between. */
    @Test
    void shouldWaitAnewAfterATermThatWasMissed() {
        // Given
        Token elsewhere = next(next(first.beginHandover(R2, BY)).completeHandover(R2, BY));
        Token back = next(next(elsewhere.beginHandover(R1, BY)).completeHandover(R1, BY));
        Token again = next(next(back.beginHandover(R2, BY)).completeHandover(R2, BY));
        seen.saw(elsewhere, 0);
        // When
        seen.saw(again, HOUR);
        // Then
        assertThat(seen.shutInNanos(again, HOUR))
                .isEqualTo(again.viewsExpireIn().toNanos());
    }

    /** Step 2 counts from the region's own state, whatever else has changed, and however much of it was missed. */
    @Test
    void shouldCountFromTheEpisodeWhateverElseChanges() {
        // Given
        Token out = next(next(next(ofThree.beginHandover(R2, BY)).completeHandover(R2, BY))
                .demote(R1, BY));
        Token begun = next(out.beginCatchUp(R1, BY));
        Token changed = next(next(begun.demote(R3, BY)).beginCatchUp(R3, BY));
        Token anew = next(next(changed.demote(R1, BY)).beginCatchUp(R1, BY));
        seen.saw(begun, 0);
        // When
        seen.saw(changed, HOUR);
        long left = seen.knownInNanos(changed, HOUR);
        seen.saw(anew, HOUR);
        // Then
        assertThat(left).isNegative();
        assertThat(seen.knownInNanos(anew, HOUR)).isEqualTo(anew.viewsExpireIn().toNanos());
    }

    @Test
    void shouldWaitAnewForAnotherHandoverToTheSameRegion() {
        // Given
        Token begun = next(first.beginHandover(R2, BY));
        Token again = next(next(begun.abortHandover(BY)).beginHandover(R2, BY));
        seen.saw(begun, 0);
        // When
        seen.saw(again, HOUR);
        // Then
        assertThat(seen.shutInNanos(again, HOUR))
                .isEqualTo(again.viewsExpireIn().toNanos());
    }

    private static Token next(Transition transition) {
        return transition.fold(legal -> legal, refused -> {
            throw new IllegalStateException(refused.why());
        });
    }
}
