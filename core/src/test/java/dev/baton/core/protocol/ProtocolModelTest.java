package dev.baton.core.protocol;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProtocolModelTest {
    @Test
    void explore() {
        var mx = java.lang.management.ManagementFactory.getThreadMXBean();
        for (PlantedBug bug : PlantedBug.values()) {
            long t0 = mx.getCurrentThreadCpuTime();
            Map<String, Integer> found = new TreeMap<>();
            int first = -1; String msg = ""; long steps = 0;
            for (int seed = 0; seed < 3000; seed++) {
                try { steps += new World(seed, bug).run(); } catch (BrokenPromise e) { found.merge(e.promise(), 1, Integer::sum); if (first < 0) {first = seed; msg = e.getMessage();} }
            }
            System.out.println(bug + " " + found + " first " + first + " in " + (mx.getCurrentThreadCpuTime() - t0) / 1000000 + " ms " + steps + " " + msg);
        }
    }
}
