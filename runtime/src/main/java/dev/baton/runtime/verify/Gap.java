package dev.baton.runtime.verify;

import dev.baton.core.frontier.Frontier;
import java.util.ArrayList;
import java.util.List;

/**
 * Events of one producer, one after the other, that a log lacks. Immutable.
 *
 * @param producer whose they are
 * @param from the sequence of the first
 * @param to the sequence after the last
 */
public record Gap(long producer, long from, long to) {

    private static final int MOST = 5;

    /** The first few stretches, for people to look at. */
    static List<Gap> firstOf(Frontier missing) {
        List<Gap> gaps = new ArrayList<>();
        missing.forEach((producer, from, to) -> {
            if (gaps.size() < MOST) {
                gaps.add(new Gap(producer, from, to));
            }
        });
        return gaps;
    }
}
