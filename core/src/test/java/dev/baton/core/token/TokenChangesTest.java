package dev.baton.core.token;

import static dev.baton.core.token.Sync.CATCHING_UP;
import static dev.baton.core.token.Sync.IN_SYNC;
import static dev.baton.core.token.Sync.OUT;
import static dev.baton.core.token.Tokens.R1;
import static dev.baton.core.token.Tokens.R2;
import static dev.baton.core.token.Tokens.R3;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every change of every token of two and three regions, against the table in the Javadoc of {@link Token}, said again. */
class TokenChangesTest {

    private static final Audit BY = new Audit("why", "monitor@r2", Instant.EPOCH.plusSeconds(60), "w1");
    private static final Set<String> RULES = Set.of("demote", "I1", "C", "H", "S", "regions");

    /** A change of the token about one region. */
    enum Change {
        DEMOTE {
            @Override
            Transition of(Token token, RegionId x) {
                return token.demote(x, BY);
            }

            @Override
            boolean isLegal(Token token, RegionId x) {
                return token.sync(x) != OUT && anotherInSync(token, x);
            }
        },
        BEGIN_CATCH_UP {
            @Override
            Transition of(Token token, RegionId x) {
                return token.beginCatchUp(x, BY);
            }

            @Override
            boolean isLegal(Token token, RegionId x) {
                return token.sync(x) == OUT && (!x.equals(token.active()) || token.handoverTo() != null);
            }
        },
        PROMOTE {
            @Override
            Transition of(Token token, RegionId x) {
                return token.promote(x, token.regions().containsKey(x) ? token.episode(x) : 0, BY);
            }

            @Override
            boolean isLegal(Token token, RegionId x) {
                return token.sync(x) == CATCHING_UP;
            }
        },
        BEGIN_HANDOVER {
            @Override
            Transition of(Token token, RegionId x) {
                return token.beginHandover(x, BY);
            }

            @Override
            boolean isLegal(Token token, RegionId x) {
                boolean begunAlready = x.equals(token.handoverTo());
                return !begunAlready && isHandoverFree(token) && x.equals(token.active()) != (token.sync(x) == IN_SYNC);
            }
        },
        COMPLETE_HANDOVER {
            @Override
            Transition of(Token token, RegionId x) {
                return token.completeHandover(x, BY);
            }

            @Override
            boolean isLegal(Token token, RegionId x) {
                return x.equals(token.handoverTo()) && token.sync(x) == IN_SYNC;
            }
        },
        ABORT_HANDOVER {
            @Override
            Transition of(Token token, RegionId x) {
                return token.abortHandover(BY);
            }

            @Override
            boolean isLegal(Token token, RegionId x) {
                return token.handoverTo() != null && token.sync(token.active()) == IN_SYNC;
            }
        },
        FORCE_HANDOVER {
            @Override
            Transition of(Token token, RegionId x) {
                return token.forceHandover(x, BY);
            }

            @Override
            boolean isLegal(Token token, RegionId x) {
                return isHandoverFree(token) && token.sync(x) != IN_SYNC;
            }
        };

        abstract Transition of(Token token, RegionId x);

        abstract boolean isLegal(Token token, RegionId x);

        private static boolean isHandoverFree(Token token) {
            return token.handoverTo() == null || token.sync(token.handoverTo()) != IN_SYNC;
        }

        private static boolean anotherInSync(Token token, RegionId x) {
            return token.regions().keySet().stream()
                    .anyMatch(other -> !other.equals(x) && token.sync(other) == IN_SYNC);
        }
    }

    /** One change about one region of one token. */
    record Case(Token token, Change change, RegionId x) {

        Transition result() {
            return change.of(token, x);
        }

        @Override
        public String toString() {
            return change + " " + x + " of " + shape(token);
        }
    }

    private static Stream<Case> cases() {
        return Stream.of(2, 3).flatMap(regions -> Tokens.all(regions).stream()).flatMap(token -> Arrays.stream(
                        Change.values())
                .flatMap(change -> token.regions().keySet().stream().map(x -> new Case(token, change, x))));
    }

    private static Stream<Case> legalCases() {
        return cases().filter(each -> each.result() instanceof Transition.Legal);
    }

    private static String shape(Token token) {
        StringBuilder shape = new StringBuilder(token.active().value());
        if (token.handoverTo() != null) {
            shape.append("->").append(token.handoverTo());
        }
        token.regions().forEach((region, state) -> shape.append(' ').append(state.sync()));
        return shape.toString();
    }

    @Test
    void shouldBeLegalExactlyWhenTheTableSaysSo() {
        assertThat(cases()).hasSizeGreaterThan(2_000).allSatisfy(each -> assertThat(
                        each.result() instanceof Transition.Legal)
                .as("%s", each)
                .isEqualTo(each.change().isLegal(each.token(), each.x())));
    }

    @Test
    void shouldNameTheRuleOfEachRefusal() {
        assertThat(cases().map(Case::result).filter(Transition.Refused.class::isInstance))
                .isNotEmpty()
                .extracting(Transition.Refused.class::cast)
                .allSatisfy(refused -> {
                    assertThat(refused.rule()).isIn(RULES);
                    assertThat(refused.why()).isNotBlank();
                });
    }

    @Test
    void shouldCountVersionsAndTerms() {
        assertThat(legalCases()).allSatisfy(each -> {
            Token next = Tokens.next(each.result());
            assertThat(next.version()).isEqualTo(each.token().version() + 1);
            boolean ends = each.change() == Change.COMPLETE_HANDOVER || each.change() == Change.ABORT_HANDOVER;
            assertThat(next.term().value() - each.token().term().value())
                    .as("%s", each)
                    .isEqualTo(ends ? 1 : 0);
            assertThat(next.name()).isEqualTo(each.token().name());
            assertThat(next.ttl()).isEqualTo(each.token().ttl());
            assertThat(next.audit()).isEqualTo(BY);
        });
    }

    @Test
    void shouldMoveTheBatonOnlyByCompletingToARegionInSync() {
        assertThat(legalCases()).allSatisfy(each -> {
            Token next = Tokens.next(each.result());
            if (each.change() == Change.COMPLETE_HANDOVER) {
                assertThat(next.active()).isEqualTo(each.x());
                assertThat(next.sync(each.x())).isEqualTo(IN_SYNC);
                assertThat(next.handoverTo()).isNull();
            } else {
                assertThat(next.active()).as("%s", each).isEqualTo(each.token().active());
            }
        });
    }

    @Test
    void shouldOpenGatesOnlyByEndingAHandoverAndNeverWhereEventsAreBeingCopied() {
        assertThat(legalCases())
                .allSatisfy(each -> each.token().regions().keySet().forEach(region -> {
                    Token next = Tokens.next(each.result());
                    if (next.admits(region) && !each.token().admits(region)) {
                        assertThat(each.change()).isIn(Change.COMPLETE_HANDOVER, Change.ABORT_HANDOVER);
                    }
                    if (next.admits(region)) {
                        assertThat(next.sync(region)).as("%s", each).isNotEqualTo(CATCHING_UP);
                    }
                }));
    }

    /** What r1 has missed stands after what it got while it was being caught up; read as it is, order would be lost. */
    @Test
    void shouldNotPutTheBatonBackWhereTheLogHasAHole() {
        // Given
        Token away = Tokens.next(Tokens.next(Tokens.first().demote(R1, BY)).beginHandover(R2, BY));
        Token writtenAgain = Tokens.next(away.beginCatchUp(R1, BY));
        Token lostAgain = Tokens.next(writtenAgain.demote(R1, BY));
        // When
        Transition abort = lostAgain.abortHandover(BY);
        // Then
        assertThat(abort).isInstanceOf(Transition.Refused.class);
    }

    @Test
    void shouldSetOrEndTheHandoverAsTheTableSays() {
        assertThat(legalCases()).allSatisfy(each -> {
            Token next = Tokens.next(each.result());
            RegionId expected =
                    switch (each.change()) {
                        case BEGIN_HANDOVER, FORCE_HANDOVER -> each.x();
                        case COMPLETE_HANDOVER, ABORT_HANDOVER -> null;
                        default -> each.token().handoverTo();
                    };
            assertThat(next.handoverTo()).as("%s", each).isEqualTo(expected);
        });
    }

    @Test
    void shouldChangeTheSyncOfThatRegionOnly() {
        assertThat(legalCases()).allSatisfy(each -> each.token().regions().forEach((region, before) -> {
            RegionState after =
                    Objects.requireNonNull(Tokens.next(each.result()).regions().get(region));
            assertThat(after.sync()).as("%s in %s", region, each).isEqualTo(expectedSync(each, region, before.sync()));
            assertThat(after.since()).isEqualTo(after.sync() == before.sync() ? before.since() : BY.at());
            boolean newEpisode = each.change() == Change.BEGIN_CATCH_UP && region.equals(each.x());
            assertThat(after.episode()).isEqualTo(before.episode() + (newEpisode ? 1 : 0));
        }));
    }

    private static Sync expectedSync(Case each, RegionId region, Sync before) {
        boolean isX = region.equals(each.x());
        return switch (each.change()) {
            case DEMOTE -> isX ? OUT : before;
            case BEGIN_CATCH_UP -> isX ? CATCHING_UP : before;
            case PROMOTE -> isX ? IN_SYNC : before;
            case FORCE_HANDOVER -> isX ? IN_SYNC : OUT;
            default -> before;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldReachEveryTokenThatCanBeConstructedAndNoOther(int regions) {
        // Given
        Token first = Token.first("payments", Tokens.REGIONS.subList(0, regions), R1, Tokens.TTL, BY);
        // When
        Set<String> reached = reachable(first, List.of(Change.values()));
        // Then
        assertThat(reached)
                .containsExactlyInAnyOrderElementsOf(Tokens.all(regions).stream()
                        .map(TokenChangesTest::shape)
                        .toList());
    }

    /** No token is a dead end: without force, the baton can come to rest in any region, with every region in sync. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldBeAbleToHealFromEveryToken(int regions) {
        // Given
        List<Change> unforced = Stream.of(Change.values())
                .filter(change -> change != Change.FORCE_HANDOVER)
                .toList();
        Sync[] healthy = Stream.generate(() -> IN_SYNC).limit(regions).toArray(Sync[]::new);
        List<String> healed = Tokens.REGIONS.subList(0, regions).stream()
                .map(active -> shape(Tokens.token(active, null, healthy)))
                .toList();
        // When, Then
        assertThat(Tokens.all(regions))
                .allSatisfy(token -> assertThat(reachable(token, unforced)).containsAll(healed));
    }

    /** As long as a region is IN_SYNC, it can be given the baton: nobody needs to wait for a catch-up to end. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void shouldBeAbleToRestWhereverAHandoverWasGoing(int regions) {
        // Given
        List<Change> handovers = List.of(Change.BEGIN_HANDOVER, Change.COMPLETE_HANDOVER, Change.ABORT_HANDOVER);
        // When, Then
        assertThat(Tokens.all(regions))
                .allSatisfy(token -> assertThat(reachable(token, handovers)).anyMatch(shape -> !shape.contains("->")));
    }

    private static Set<String> reachable(Token from, Collection<Change> changes) {
        Set<String> seen = new HashSet<>(Set.of(shape(from)));
        Deque<Token> todo = new ArrayDeque<>(List.of(from));
        while (!todo.isEmpty()) {
            Token token = todo.pop();
            changes.stream()
                    .flatMap(change -> token.regions().keySet().stream().map(x -> change.of(token, x)))
                    .flatMap(change -> change.fold(Stream::of, refused -> Stream.<Token>empty()))
                    .filter(next -> seen.add(shape(next)))
                    .forEach(todo::push);
        }
        return seen;
    }

    @Test
    void shouldRefuseAChangeOfARegionThatItDoesNotHave() {
        // Given
        Token token = Tokens.token(R1, null, OUT, IN_SYNC);
        // When, Then
        assertThat(Stream.of(Change.values()).filter(change -> change != Change.ABORT_HANDOVER))
                .extracting(change -> change.of(token, R3))
                .allSatisfy(result -> assertThat(result)
                        .isIn(
                                new Transition.Refused("regions", "'r3' is none of the regions [r1, r2]"),
                                new Transition.Refused("H", "no handover has begun")));
    }

    /** Two drive the catch-up of a region; one of them sleeps while the region is lost again and a new episode begins. */
    @Test
    void shouldNotLetAnEpisodeThatIsOverPromoteWhatALaterOneHasBegun() {
        // Given
        Token first = Tokens.next(Tokens.next(Tokens.first().demote(R2, BY)).beginCatchUp(R2, BY));
        Token second = Tokens.next(Tokens.next(first.demote(R2, BY)).beginCatchUp(R2, BY));
        // When
        Transition late = second.promote(R2, first.episode(R2), BY);
        Transition inTime = second.promote(R2, second.episode(R2), BY);
        // Then
        assertThat(late).isInstanceOf(Transition.Refused.class);
        assertThat(Tokens.next(inTime).sync(R2)).isEqualTo(IN_SYNC);
    }
}
