package dev.baton.runtime.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which word was meant. */
final class Spelling {

    private Spelling() {}

    /** The one of {@code words} that was probably meant: at most a third of the letters of {@code written} is off. */
    static Optional<String> nearest(String written, Collection<String> words) {
        int tolerance = Math.max(1, written.length() / 3);
        return words.stream()
                .filter(word -> Math.abs(word.length() - written.length()) <= tolerance)
                .filter(word -> distance(written, word) <= tolerance)
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    /**
     * How many letters must be put in, left out, replaced or swapped with their neighbour to make {@code to} of
     * {@code from}, in any case ("optimal string alignment").
     */
    static int distance(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[][] costs = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                costs[i][j] = cost(a, b, i, j, costs);
            }
        }
        return costs[a.length()][b.length()];
    }

    private static int cost(String a, String b, int i, int j, int[][] costs) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        int replaced = costs[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
        boolean isSwap = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return isSwap ? Math.min(least, costs[i - 2][j - 2] + 1) : least;
    }
}
