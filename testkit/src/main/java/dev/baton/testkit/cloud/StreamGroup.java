package dev.baton.testkit.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group of one stream: committed positions, and which instance has which partition for how long. Guarded by its
 * stream.
 *
 * <p>Oracle documents that a partition is reserved for one instance until that is inactive for its timeout; how partitions are
 * shared out is modelled: evenly, each instance takes what is free and gives up what is too much whenever it is heard of.
 */
final class StreamGroup {

    /** An instance as last heard of. */
    private static final class Member {
        private final long timeoutMillis;
        private long heard;

        Member(long timeoutMillis, long heard) {
            this.timeoutMillis = timeoutMillis;
            this.heard = heard;
        }

        long until() {
            return heard + timeoutMillis;
        }
    }

    /** One partition: where the group is, and who has it. */
    private static final class Reservation {
        private long committed; // the offset to be given next after a rebalance
        private long given;
        private @Nullable String owner;

        Reservation(long committed) {
            this.committed = committed;
            this.given = committed;
        }
    }

    private final List<Reservation> reservations = new ArrayList<>();
    private final SortedMap<String, Member> members = new TreeMap<>();
    private final RateLimit gets;
    private int turn;

    StreamGroup(List<Long> starts, int getsPerSecond) {
        starts.forEach(start -> reservations.add(new Reservation(start)));
        this.gets = new RateLimit(getsPerSecond);
    }

    /** The instance takes part, or goes on doing so; what it had may be somebody else's already. */
    void join(String instance, long timeoutMillis, long now) {
        members.put(instance, new Member(timeoutMillis, now));
        balance(instance, now);
    }

    /** The instance is alive; false if it is none of this group's. */
    boolean heard(String instance, long now) {
        Member member = members.get(instance);
        if (member == null) {
            return false;
        }
        free(now);
        member.heard = now;
        members.put(instance, member); // also if it had been given up
        balance(instance, now);
        return true;
    }

    /** What belongs to nobody that is alive is free. */
    void free(long now) {
        reservations.forEach(reservation -> {
            Member owner = reservation.owner == null ? null : members.get(reservation.owner);
            if (owner == null || owner.until() <= now) {
                free(reservation);
            }
        });
        members.values().removeIf(member -> member.until() <= now);
    }

    private static void free(Reservation reservation) {
        reservation.owner = null;
        reservation.given = reservation.committed;
    }

    private void balance(String instance, long now) {
        free(now);
        int share = (reservations.size() + members.size() - 1) / members.size();
        long mine = reservations.stream()
                .filter(each -> instance.equals(each.owner))
                .count();
        for (Reservation reservation : reservations) {
            if (mine > share && instance.equals(reservation.owner)) {
                free(reservation);
                mine--;
            } else if (mine < share && reservation.owner == null) {
                reservation.owner = instance;
                mine++;
            }
        }
    }

    boolean admitsGet(long now) {
        return gets.admits(1, now);
    }

    boolean owns(String instance, int partition) {
        return instance.equals(reservations.get(partition).owner);
    }

    /** The next of the instance's partitions in turn that has something to give at {@code ends}, or -1. */
    int next(String instance, List<Long> ends) {
        for (int i = 0; i < reservations.size(); i++) {
            int partition = (turn + i) % reservations.size();
            if (owns(instance, partition) && reservations.get(partition).given < ends.get(partition)) {
                turn = partition + 1;
                return partition;
            }
        }
        return -1;
    }

    long given(int partition) {
        return reservations.get(partition).given;
    }

    void gave(int partition, long next) {
        reservations.get(partition).given = next;
    }

    void commit(int partition, long next) {
        Reservation reservation = reservations.get(partition);
        reservation.committed = Math.max(reservation.committed, next);
    }

    /** Moves the group as a whole. */
    void reset(List<Long> positions) {
        for (int i = 0; i < positions.size(); i++) {
            Reservation reservation = reservations.get(i);
            reservation.committed = positions.get(i);
            reservation.given = positions.get(i);
        }
    }

    /** The last offset that is done with, -1 for none. */
    long committedOffset(int partition) {
        return reservations.get(partition).committed - 1;
    }

    @Nullable
    String owner(int partition) {
        return reservations.get(partition).owner;
    }

    /** Until when the partition is reserved; 0 if it is not. */
    long reservedUntil(int partition) {
        String owner = reservations.get(partition).owner;
        Member member = owner == null ? null : members.get(owner);
        return member == null ? 0 : member.until();
    }
}
