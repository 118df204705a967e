package dev.baton.core.monitor;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Two monitors, two consumers, an operator, and probes that say anything at all, over one token. */
class MonitorPropertyTest {

    private static final int STEPS = 3_000;

    @Property(tries = 300)
    void shouldKeepEveryRuleWhateverTheProbesSay(@ForAll long seed) {
        RandomWalk walk = new RandomWalk(seed, false);
        for (int step = 0; step < STEPS; step++) {
            walk.step();
        }
    }

    @Property(tries = 100)
    void shouldKeepEveryRuleButTheWaitWhenSinksAreFenced(@ForAll long seed) {
        RandomWalk walk = new RandomWalk(seed, true);
        for (int step = 0; step < STEPS; step++) {
            walk.step();
        }
    }
}
