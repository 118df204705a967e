package dev.baton.core.monitor;

import java.util.StringJoiner;

/**
 * What a monitor does about what it has observed (protocol, sections 6 and 7). Pure and immutable; safe for any thread.
 *
 * <p>A region is down, or up, if a majority of the {@link Electorate} says so ({@link Tally}). The rules, in this order; among several regions the first in order of name:
 * <ol>
 * <li>A handover is in progress to {@code h}. It is completed if {@code h} is IN_SYNC and nobody's gate can be open any more (rule
 *     H): every consumer of the active region has stopped, or every view from before has expired, or the sinks are fenced. It
 *     cannot go on if {@code h} is not IN_SYNC, unless it is in place and {@code h} is not down: then {@code h} is being caught up
 *     (rule C). What cannot go on is aborted if the active region is IN_SYNC, and otherwise redirected by rule 3. If {@code h} is
 *     IN_SYNC and down while another region is IN_SYNC and up, the handover is aborted if that is the active one, and otherwise
 *     {@code h} is demoted, so that it is redirected next.
 * <li>A region that is down and not OUT is demoted, if another one is IN_SYNC and up. If no other is up, nothing is done: it is
 *     probably the monitor's own network.
 * <li>If the active region is down or not IN_SYNC, a handover to a region that is IN_SYNC and up is begun, as far as policy,
 *     cool-down and budget allow; of several, to one whose consumers are within the lag limit, if there is one.
 * <li>If the baton shall be brought home ({@link Failback}), and is in another region that is IN_SYNC and up while home has been
 *     IN_SYNC and up for long enough, a handover to home is begun, as far as lag limit, policy, cool-down and budget allow.
 * </ol>
 */
public final class Monitor {

    private static final int MOST_CHANGES_AHEAD = 5;

    private final MonitorPolicy policy;
    private final Electorate electorate;

    /** A monitor of this policy that decides alone. */
    public Monitor(MonitorPolicy policy) {
        this(policy, Electorate.alone("this monitor"));
    }

    /** A monitor of this policy that decides with these others. */
    public Monitor(MonitorPolicy policy, Electorate electorate) {
        this.policy = policy;
        this.electorate = electorate;
    }

    /** The policy of this monitor. */
    public MonitorPolicy policy() {
        return policy;
    }

    /**
     * What to do now about the newest token that {@code state} has seen, of which there must be one.
     *
     * @param signature for the write, if one follows
     * @param nowNanos not before the last observation
     */
    public Verdict decide(MonitorState state, Signature signature, long nowNanos) {
        Verdict verdict = new Deliberation(policy, electorate, state, signature, nowNanos).verdict();
        if (policy.switching() == SwitchPolicy.OBSERVE && verdict.decision() instanceof Decision.Write write) {
            return new Verdict(foretell(state, write, signature, nowNanos), verdict.wakeAfter());
        }
        return verdict;
    }

    /** What would be written, one change after the other, if this one were. */
    private Decision foretell(MonitorState state, Decision.Write first, Signature signature, long nowNanos) {
        StringJoiner changes = new StringJoiner(", ");
        MonitorState ahead = state;
        Decision next = first;
        for (int i = 0; i < MOST_CHANGES_AHEAD && next instanceof Decision.Write write; i++) {
            changes.add(write.what());
            ahead = ahead.saw(write.next(), nowNanos);
            next = new Deliberation(policy, electorate, ahead, signature, nowNanos)
                    .verdict()
                    .decision();
        }
        return new Decision.WouldWrite(changes.toString(), first.why());
    }
}
