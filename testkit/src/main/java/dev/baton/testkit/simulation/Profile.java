package dev.baton.testkit.simulation;

/** What the swarm draws from. The product is tested with anything; a bug that needs a rare coincidence is looked for where it is less rare. */
enum Profile {
    /** Whatever can fail may. */
    ANYTHING(true, true, false, false, true),
    /** Network, store and processes work. Regions are lost; only operators switch, and at whim. */
    OPERATORS(false, true, false, false, false),
    /** Likewise, no region is lost, and much happens while a view is valid. */
    OPERATORS_IN_A_HURRY(false, false, true, false, false),
    /** Likewise, regions are lost, and handovers do not wait, as the sink is fenced. */
    OPERATORS_WHO_DO_NOT_WAIT(false, true, true, true, false),
    /** Regions are lost and caught up, over and over, by processes that are killed again and again. */
    CATCH_UPS(false, true, false, false, false),
    /** No region is lost until one fails for ever. */
    TAKEOVER(true, false, false, false, true);

    private final boolean network;
    private final boolean regions;
    private final boolean hurry;
    private final boolean fenced;
    private final boolean monitors;

    Profile(boolean network, boolean regions, boolean hurry, boolean fenced, boolean monitors) {
        this.network = network;
        this.regions = regions;
        this.hurry = hurry;
        this.fenced = fenced;
        this.monitors = monitors;
    }

    /** True if network, store and processes may fail. */
    boolean hasUnreliableNetwork() {
        return network;
    }

    /** True if regions may be lost. */
    boolean losesRegions() {
        return regions;
    }

    /** True if much happens while a view is valid. */
    boolean isInAHurry() {
        return hurry;
    }

    /** True if handovers never wait; otherwise that is drawn. */
    boolean isFenced() {
        return fenced;
    }

    /** True if monitors are at work, and a takeover may be due. */
    boolean hasMonitors() {
        return monitors;
    }
}
