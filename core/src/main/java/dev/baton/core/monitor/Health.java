package dev.baton.core.monitor;

import java.time.Duration;

/**
 * How one region is, as one monitor sees it. Immutable: each probe gives the next health.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>from</th><th>a probe succeeded</th><th>a probe failed, or was too slow</th></tr>
 * <tr><td>UNKNOWN</td><td>UP</td><td>SUSPECT</td></tr>
 * <tr><td>UP</td><td>UP</td><td>SUSPECT</td></tr>
 * <tr><td>SUSPECT</td><td>UP</td><td>SUSPECT; DOWN at {@code downFailures} failures in a row, if it has not answered for
 *     {@code downAfter} by then; if it was never up, for {@code upAfter}</td></tr>
 * <tr><td>DOWN</td><td>RECOVERING</td><td>DOWN</td></tr>
 * <tr><td>RECOVERING</td><td>RECOVERING; UP after {@code upAfter} without a failure</td><td>DOWN</td></tr>
 * </table>
 *
 * <p>How long a region has not answered is counted from when the first failed probe was <em>sent</em>: it may have been dead
 * since then. If the monitor itself stood still ({@link HealthPolicy#isPause}), what it had gathered starts anew with the
 * probe at hand: it cannot tell what happened meanwhile, nor whose fault the failure was. For the same reason time alone
 * never moves a health, only a probe does. And a region that this monitor has never seen up gets more patience, since a monitor
 * that has just started is slow itself.
 */
public sealed interface Health {

    /** The health before the first probe. Not known good: never chosen. */
    Health UNKNOWN = new Unknown();

    /** The health after a probe that succeeded. */
    Health succeeded(ProbeTime probe, HealthPolicy policy);

    /** The health after a probe that failed; {@code why} is for people, and part of the audit if it leads to a demotion. */
    Health failed(ProbeTime probe, String why, HealthPolicy policy);

    /** One upper-case word for people and logs, such as {@code UP}. */
    String word();

    /** Why it is not well, for people; empty if there is nothing to explain. */
    String why();

    /** No probe has ended yet. */
    record Unknown() implements Health {
        @Override
        public Health succeeded(ProbeTime probe, HealthPolicy policy) {
            return new Up();
        }

        @Override
        public Health failed(ProbeTime probe, String why, HealthPolicy policy) {
            return Suspect.first(probe, why, policy.upAfter(), policy);
        }

        @Override
        public String word() {
            return "UNKNOWN";
        }

        @Override
        public String why() {
            return "";
        }
    }

    /** Known good: its last probe succeeded, and it is not coming back from an outage. */
    record Up() implements Health {
        @Override
        public Health succeeded(ProbeTime probe, HealthPolicy policy) {
            return this;
        }

        @Override
        public Health failed(ProbeTime probe, String why, HealthPolicy policy) {
            return Suspect.first(probe, why, policy.downAfter(), policy);
        }

        @Override
        public String word() {
            return "UP";
        }

        @Override
        public String why() {
            return "";
        }
    }

    /**
     * Failing, not yet for long enough to act upon.
     *
     * @param failures in a row
     * @param sinceNanos when the first of them was sent
     * @param lastNanos when the latest of them was known
     * @param patience how long it may not answer before it counts as down
     * @param why the latest of them failed
     */
    record Suspect(int failures, long sinceNanos, long lastNanos, Duration patience, String why) implements Health {

        static Health first(ProbeTime probe, String why, Duration patience, HealthPolicy policy) {
            boolean paused = policy.isPause(probe.endedNanos() - probe.sentNanos());
            long since = paused ? probe.endedNanos() : probe.sentNanos();
            return new Suspect(1, since, probe.endedNanos(), patience, why).judged(policy);
        }

        @Override
        public Health succeeded(ProbeTime probe, HealthPolicy policy) {
            return new Up();
        }

        @Override
        public Health failed(ProbeTime probe, String whyNow, HealthPolicy policy) {
            if (policy.isPause(probe.endedNanos() - lastNanos)) {
                return new Suspect(1, probe.endedNanos(), probe.endedNanos(), patience, whyNow).judged(policy);
            }
            return new Suspect(failures + 1, sinceNanos, probe.endedNanos(), patience, whyNow).judged(policy);
        }

        @Override
        public String word() {
            return "SUSPECT";
        }

        private Health judged(HealthPolicy policy) {
            boolean longEnough = lastNanos - sinceNanos >= patience.toNanos();
            return failures >= policy.downFailures() && longEnough ? new Down(why) : this;
        }
    }

    /**
     * Does not answer, for certain as far as this monitor can see.
     *
     * @param why the probe failed that decided it
     */
    record Down(String why) implements Health {
        @Override
        public Health succeeded(ProbeTime probe, HealthPolicy policy) {
            return new Recovering(probe.endedNanos(), probe.endedNanos(), why).judged(policy);
        }

        @Override
        public Health failed(ProbeTime probe, String whyNow, HealthPolicy policy) {
            return this;
        }

        @Override
        public String word() {
            return "DOWN";
        }
    }

    /**
     * Answers again, not yet for long enough to be trusted.
     *
     * @param sinceNanos when its first success was known
     * @param lastNanos when its latest success was known
     * @param wasDownBecause why it was down
     */
    record Recovering(long sinceNanos, long lastNanos, String wasDownBecause) implements Health {
        @Override
        public Health succeeded(ProbeTime probe, HealthPolicy policy) {
            boolean paused = policy.isPause(probe.endedNanos() - lastNanos);
            return new Recovering(paused ? probe.endedNanos() : sinceNanos, probe.endedNanos(), wasDownBecause)
                    .judged(policy);
        }

        @Override
        public Health failed(ProbeTime probe, String why, HealthPolicy policy) {
            return new Down(why);
        }

        @Override
        public String word() {
            return "RECOVERING";
        }

        @Override
        public String why() {
            return "";
        }

        private Health judged(HealthPolicy policy) {
            return lastNanos - sinceNanos >= policy.upAfter().toNanos() ? new Up() : this;
        }
    }
}
