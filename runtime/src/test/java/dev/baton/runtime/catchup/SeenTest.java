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
    private static final Audit BY = new Audit("test", "test", Instant.EPOCH, "w");
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final Token first = Token.first("t", List.of(R1, R2), R1, Duration.ofSeconds(2), BY);
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

    @Test
    void shouldWaitAnewAfterATokenThatWasMissed() {
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
