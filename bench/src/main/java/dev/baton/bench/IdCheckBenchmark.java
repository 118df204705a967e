package dev.baton.bench;

import dev.baton.core.event.EventIdHeader;
import dev.baton.core.frontier.Frontier;
import java.util.Collection;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What an event costs to be told from a repeat: reading its id and adding it to the frontier (rule D). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IdCheckBenchmark {

    private static final int MIN_HEADERS = 1 << 16;

    /** How many producers the log has. */
    @Param({"4", "10000"})
    public int producers;

    private final EventIdHeader header = new EventIdHeader();
    private final Frontier frontier = new Frontier();
    private byte[][] headers = new byte[0][];
    private long eventsOfEach;
    private int next;
    private long before;

    /** The same number of events of all producers, in order for each, the producers in random order. */
    @Setup
    public void prepare() {
        SplittableRandom random = new SplittableRandom(1);
        long[] ids = random.longs(producers).toArray();
        eventsOfEach = Math.max(1, MIN_HEADERS / producers);
        headers = new byte[(int) eventsOfEach * producers][];
        int filled = 0;
        for (long sequence = 0; sequence < eventsOfEach; sequence++) {
            for (int i = producers - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                long id = ids[i];
                ids[i] = ids[other];
                ids[other] = id;
            }
            for (long id : ids) {
                headers[filled++] = EventIdHeader.write(id, sequence);
            }
        }
    }

    /** One event that is not a repeat: read its id, see that it is not known, add it. */
    @Benchmark
    public boolean check() {
        if (next == headers.length) {
            next = 0;
            before += eventsOfEach; // the same events again, as if each producer had gone on
        }
        header.read(headers[next++]);
        return frontier.add(header.producer(), before + header.sequence());
    }

    private static double allocated(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
        if (bytes == null) {
            throw new IllegalStateException("the profiler counted no allocation");
        }
        return bytes.getScore();
    }

    static void print() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(IdCheckBenchmark.class.getSimpleName())
                        .forks(1)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        for (RunResult result : results) {
            System.out.printf(
                    Locale.ROOT,
                    "id check, %s producers: %.1f ns and %.3f bytes allocated an event (bar: 50 ns, 0 bytes)%n",
                    result.getParams().getParam("producers"),
                    result.getPrimaryResult().getScore(),
                    allocated(result));
        }
    }
}
