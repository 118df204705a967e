package dev.baton.runtime.monitor;

import java.util.List;

/** What one probe found out. Immutable. */
public sealed interface ProbeResult {

    /** The steps that succeeded, in order. */
    List<ProbeStep> steps();

    /** The region serves its clients. */
    record Ok(List<ProbeStep> steps) implements ProbeResult {
        public Ok {
            steps = List.copyOf(steps);
        }
    }

    /**
     * The region does not serve its clients, or too slowly.
     *
     * @param steps that succeeded before
     * @param step that failed, such as {@code acknowledge}
     * @param why for people, without secrets; completes a sentence such as "r1 is down (acknowledge: …)"
     */
    record Failed(List<ProbeStep> steps, String step, String why) implements ProbeResult {
        public Failed {
            steps = List.copyOf(steps);
        }

        /** The step and why it failed. */
        public String describe() {
            return step + ": " + why;
        }
    }

    /**
     * The region answers, yet the probe lacks what it needs there, such as its own topic: says neither good nor bad of the region.
     *
     * @param steps that succeeded before
     * @param why for people, without secrets
     */
    record Inconclusive(List<ProbeStep> steps, String why) implements ProbeResult {
        public Inconclusive {
            steps = List.copyOf(steps);
        }
    }
}
