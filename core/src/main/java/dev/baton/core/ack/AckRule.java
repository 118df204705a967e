package dev.baton.core.ack;

import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rule A for one view: when is a send acknowledged? Immutable; safe for use by several threads. Sets of regions are bit masks in
 * the order of {@code regions}, so that the check costs no allocation and, as long as every region answers, no look at the clock.
 */
public final class AckRule {

    /** More regions than any installation has; the masks are {@code int}s. */
    public static final int MAX_REGIONS = 30;

    private final List<RegionId> regions;
    private final ProtectionMode mode;
    private final int all;
    private final int written;
    private final int inSync;
    private final int active;
    private final @Nullable View view;

    /**
     * The rule that {@code view} calls for; null when no token has been read yet, and then every region must acknowledge.
     *
     * @throws IllegalArgumentException if the view is of other regions: "every region" would then mean something else than in
     *     the token, and an event could count as acknowledged that an IN_SYNC region lacks
     */
    public AckRule(List<RegionId> regions, ProtectionMode mode, @Nullable View view) {
        if (regions.isEmpty() || regions.size() > MAX_REGIONS) {
            throw new IllegalArgumentException("regions: " + regions.size() + "; there must be 1 to " + MAX_REGIONS);
        }
        if (view != null
                && !List.copyOf(view.token().regions().keySet())
                        .equals(regions.stream().sorted().toList())) {
            throw new IllegalArgumentException("regions: " + regions + "; the token has "
                    + view.token().regions().keySet());
        }
        this.regions = List.copyOf(regions);
        this.mode = mode;
        this.view = view;
        this.all = (1 << regions.size()) - 1;
        int writtenMask = 0;
        int inSyncMask = 0;
        int activeMask = 0;
        for (int i = 0; i < regions.size(); i++) {
            RegionId region = regions.get(i);
            Sync sync = view == null ? Sync.IN_SYNC : view.token().sync(region);
            writtenMask |= sync == Sync.OUT ? 0 : 1 << i;
            inSyncMask |= sync == Sync.IN_SYNC ? 1 << i : 0;
            activeMask |= view != null && view.token().active().equals(region) ? 1 << i : 0;
        }
        this.written = writtenMask;
        this.inSync = inSyncMask;
        this.active = activeMask;
    }

    /** True if an event that the regions in {@code acked} have acknowledged may be acknowledged to the caller. */
    public boolean isAcknowledged(int acked, long nowNanos) {
        return isComplete(acked) || isEnough(acked) && isViewEnough(nowNanos);
    }

    /**
     * True if {@code acked} may be acknowledged as long as the view is valid; without this no valid view helps, so that one may
     * go without a look at the clock.
     */
    public boolean isEnough(int acked) {
        return switch (mode) {
            case MAX_PERFORMANCE -> (acked & active) != 0;
            case MAX_AVAILABILITY -> (acked & written) == written && (acked & inSync) != 0;
            case MAX_PROTECTION -> isComplete(acked);
        };
    }

    /** True if every region has acknowledged, so that no view matters. */
    public boolean isComplete(int acked) {
        return (acked & all) == all;
    }

    /** True if events are written to the region of this index: all but those that the view calls OUT. */
    public boolean isWritten(int region) {
        return (written & 1 << region) != 0;
    }

    /** Why an event that only {@code acked} have acknowledged still waits; names the regions that are missing. */
    public String missing(int acked, long nowNanos) {
        List<String> names = new ArrayList<>();
        boolean viewEnough = isViewEnough(nowNanos);
        int needed = !viewEnough ? all : mode == ProtectionMode.MAX_PERFORMANCE ? active : written;
        for (int i = 0; i < regions.size(); i++) {
            if ((needed & ~acked & 1 << i) != 0) {
                names.add(regions.get(i).value());
            }
        }
        String which = "no acknowledgement from region " + String.join(", ", names);
        if (viewEnough || mode == ProtectionMode.MAX_PROTECTION) {
            return which;
        }
        return which + ", and without a valid view of the token every region must acknowledge";
    }

    /** True if fewer than all regions may be enough. */
    private boolean isViewEnough(long nowNanos) {
        return mode != ProtectionMode.MAX_PROTECTION && view != null && view.isValid(nowNanos);
    }
}
