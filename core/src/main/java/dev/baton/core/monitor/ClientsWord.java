package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import java.time.Duration;

/**
 * What all clients together say of one region: one more witness. Immutable.
 *
 * @param up how many say that it serves them
 * @param down how many say that it does not
 * @param lag the most events that any of them has yet to read there; {@link #UNKNOWN_LAG} if none tells
 */
public record ClientsWord(int up, int down, long lag) {

    /** More than any limit. */
    public static final long UNKNOWN_LAG = Long.MAX_VALUE;

    /** How often a client reports if nothing changes. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** How old a report may be and still count. */
    public static final Duration VALID_FOR = HEARTBEAT.multipliedBy(3);

    private static final Finding UNTOLD = new Finding("", "");

    /** The fresh ones among {@code clients} about {@code region}. */
    public static ClientsWord of(RegionId region, Reports clients, long nowNanos) {
        int up = 0;
        int down = 0;
        long lag = -1;
        for (String client : clients.reporters()) {
            Finding finding = clients.fresh(client, VALID_FOR, nowNanos)
                    .map(report -> report.findings().get(region))
                    .orElse(UNTOLD);
            up += finding.opinion() == Opinion.UP ? 1 : 0;
            down += finding.opinion() == Opinion.DOWN ? 1 : 0;
            lag = finding.lag() == null ? lag : Math.max(lag, finding.lag());
        }
        return new ClientsWord(up, down, lag < 0 ? UNKNOWN_LAG : lag);
    }

    /** That of most of those who have one. */
    public Opinion opinion() {
        return up > down ? Opinion.UP : down > up ? Opinion.DOWN : Opinion.UNDECIDED;
    }

    /** Such as {@code 3 of 4 clients say down}; empty if none says anything. */
    public String describe() {
        int all = up + down;
        if (all == 0) {
            return "";
        }
        String clients = all == 1 ? " client says " : " clients say ";
        return down > 0 ? down + " of " + all + clients + "down" : up + clients + "up";
    }
}
