package dev.baton.testkit.history;

import java.util.Locale;

/** What can be wrong with a history. */
public enum Verdict {
    /** Acknowledged, and it never took effect. */
    LOST("acknowledged events were lost"),
    /** It took effect more than once. */
    DUPLICATE("effects were repeated"),
    /** Acknowledged, and it took effect after a later acknowledged event of the same producer in the same log. */
    REORDERED("events took effect out of order"),
    /** Its producer was told that it was not taken, and yet it took effect. */
    RESURRECTED("events took effect although they had been refused"),
    /** It took effect, and nobody sent it to that log. */
    PHANTOM("effects belong to events that nobody sent"),
    /** Nothing took effect anywhere for longer than the bound, though events were sent after that. */
    GAP("pauses were longer than allowed"),
    /** An effect of an older term after the first of a newer one in the same log, or two regions in one term. */
    SPLIT_BRAIN("effects were written by a region that had lost its claim"),
    /** Nothing took effect in a log for longer than the bound, though acknowledged events of it were waiting. */
    STUCK("times a log stood still although acknowledged events were waiting");

    private final String sentence;

    Verdict(String sentence) {
        this.sentence = sentence;
    }

    /** Such as {@code split-brain}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What follows a number in a sentence. */
    String sentence() {
        return sentence;
    }
}
