package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import java.time.Duration;

/**
 * What all clients together say of one region: one more witness. Immutable.
 *
 * @param up how many say that it serves them
 * @param down how many say that it does not
 */
public record ClientsWord(int up, int down) {

    /** How often a client reports if nothing changes. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(30);

    /** How old a report may be and still count. */
    public static final Duration VALID_FOR = HEARTBEAT.multipliedBy(3);

    /** The fresh ones among {@code clients} about {@code region}. */
    public static ClientsWord of(RegionId region, Reports clients, long nowNanos) {
        int up = 0;
        int down = 0;
        for (String client : clients.reporters()) {
            Opinion opinion = clients.fresh(client, VALID_FOR, nowNanos)
                    .map(report -> report.findings().get(region))
                    .map(Finding::opinion)
                    .orElse(Opinion.UNDECIDED);
            up += opinion == Opinion.UP ? 1 : 0;
            down += opinion == Opinion.DOWN ? 1 : 0;
        }
        return new ClientsWord(up, down);
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
