package dev.baton.core.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.core.RegionId;
import dev.baton.core.token.TokenChange.Event;
import dev.baton.core.token.TokenChange.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenChangeTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Audit AUDIT = new Audit("a test", "somebody", Instant.EPOCH, "id");

    private final Token first = Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(2), AUDIT);
    private final Token begun = legal(first.beginHandover(R2, AUDIT));
    private final Token completed = legal(begun.completeHandover(R2, AUDIT));
    private final Token demoted = legal(completed.demote(R1, AUDIT));

    @Test
    void shouldTellWhoMayProcessFromEachStepOn() {
        assertThat(new TokenChange(first, begun).events()).containsExactly(new Event(Kind.INACTIVE, R1));
        assertThat(new TokenChange(begun, completed).events()).containsExactly(new Event(Kind.ACTIVE, R2));
        assertThat(new TokenChange(begun, legal(begun.abortHandover(AUDIT))).events())
                .containsExactly(new Event(Kind.ACTIVE, R1));
        assertThat(new TokenChange(completed, demoted).events()).containsExactly(new Event(Kind.SYNC, R1));
    }

    @Test
    void shouldTellAllThatHasHappenedWhereVersionsAreMissing() {
        assertThat(new TokenChange(first, demoted).events())
                .containsExactly(new Event(Kind.INACTIVE, R1), new Event(Kind.SYNC, R1), new Event(Kind.ACTIVE, R2));
    }

    @Test
    void shouldDescribeBeforeAndAfter() {
        assertThat(new TokenChange(first, begun).describe()).containsExactly("handover none → to r2");
        assertThat(new TokenChange(begun, completed).describe())
                .containsExactly("active r1 → r2", "term 1 → 2", "handover to r2 → none");
        assertThat(new TokenChange(completed, demoted).describe()).containsExactly("r1 IN_SYNC → OUT");
    }

    @Test
    void shouldRefuseWhatDoesNotFollow() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenChange(begun, first));
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenChange(first, first));
    }

    private static Token legal(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError(refused.why());
        });
    }
}
