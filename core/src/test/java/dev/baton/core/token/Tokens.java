package dev.baton.core.token;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tokens for tests. */
public final class Tokens {

    public static final List<RegionId> REGIONS = List.of(new RegionId("r1"), new RegionId("r2"), new RegionId("r3"));
    public static final RegionId R1 = REGIONS.get(0);
    public static final RegionId R2 = REGIONS.get(1);
    public static final RegionId R3 = REGIONS.get(2);
    public static final Duration TTL = Duration.ofSeconds(2);

    static final Audit FIRST = new Audit("first", "init", Instant.EPOCH, "w0");

    private Tokens() {}

    /** The first token of r1 and r2. */
    public static Token first() {
        return Token.first("payments", REGIONS.subList(0, 2), R1, TTL, FIRST);
    }

    /** A token of as many regions as there are syncs, of version 42 and term 7. */
    public static Token token(RegionId active, @Nullable RegionId handoverTo, Sync... syncs) {
        SortedMap<RegionId, RegionState> states = new TreeMap<>();
        for (int i = 0; i < syncs.length; i++) {
            states.put(REGIONS.get(i), new RegionState(syncs[i], Instant.EPOCH, 3));
        }
        return new Token("payments", 42, new Term(7), active, handoverTo, states, TTL, FIRST);
    }

    /** Every token of this many regions that can be constructed, up to version, term and episodes. */
    public static List<Token> all(int regions) {
        List<Token> all = new ArrayList<>();
        for (List<Sync> syncs : combinations(regions)) {
            for (RegionId active : REGIONS.subList(0, regions)) {
                List<@Nullable RegionId> targets = new ArrayList<>(REGIONS.subList(0, regions));
                targets.add(null);
                targets.stream()
                        .filter(to -> isPossible(active, to, syncs))
                        .forEach(to -> all.add(token(active, to, syncs.toArray(Sync[]::new))));
            }
        }
        return all;
    }

    /** At least one region is IN_SYNC, and the active region catches up only during a handover. */
    private static boolean isPossible(RegionId active, @Nullable RegionId handoverTo, List<Sync> syncs) {
        return syncs.contains(Sync.IN_SYNC)
                && (handoverTo != null || syncs.get(REGIONS.indexOf(active)) != Sync.CATCHING_UP);
    }

    private static List<List<Sync>> combinations(int regions) {
        if (regions == 0) {
            return List.of(List.of());
        }
        return combinations(regions - 1).stream()
                .flatMap(fewer -> Stream.of(Sync.values()).map(last -> Stream.concat(fewer.stream(), Stream.of(last))
                        .toList()))
                .toList();
    }

    /** The token after a change that must be legal. */
    public static Token next(Transition transition) {
        return transition.fold(next -> next, refused -> {
            throw new AssertionError("refused by rule " + refused.rule() + ": " + refused.why());
        });
    }
}
