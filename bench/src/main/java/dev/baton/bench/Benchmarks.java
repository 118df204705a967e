package dev.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs benchmarks by name: {@code id-check}, {@code produce}, {@code consume}, {@code frozen}, {@code publish},
 * {@code standby}, {@code catch-up}, {@code spark}, {@code verify}, {@code oci}; all of them without a name. Each prints its figures and, where there is a plain thing that does
 * the same, its ratio against that, measured in turns in the same run.
 */
public final class Benchmarks {

    private interface Benchmark {
        void run() throws IOException, InterruptedException, RunnerException;
    }

    private interface WithRegions {
        void run(BenchRegions regions) throws IOException, InterruptedException;
    }

    private Benchmarks() {}

    /** Runs the benchmarks named. */
    public static void main(String[] names) throws IOException, InterruptedException, RunnerException {
        Map<String, Benchmark> known = new LinkedHashMap<>();
        known.put("id-check", IdCheckBenchmark::print);
        known.put("produce", () -> inRegions(ProduceBenchmark::print));
        known.put("consume", () -> inRegions(ConsumeBenchmark::print));
        known.put("frozen", () -> inRegions(FrozenBenchmark::print));
        known.put("publish", () -> inRegions(PublishBenchmark::print));
        known.put("standby", () -> inRegions(StandbyBenchmark::print));
        known.put("catch-up", () -> inRegions(CatchUpBenchmark::print));
        known.put("spark", () -> inRegions(SparkBenchmark::print));
        known.put("verify", () -> inRegions(VerifyBenchmark::print));
        known.put("oci", () -> inDirectory(OciBenchmark::print));
        for (String name : names.length == 0 ? List.copyOf(known.keySet()) : List.of(names)) {
            Benchmark benchmark = known.get(name);
            if (benchmark == null) {
                throw new IllegalArgumentException("There is no benchmark '" + name + "'; use " + known.keySet());
            }
            benchmark.run();
        }
    }

    private interface WithDirectory {
        void run(Path directory) throws IOException, InterruptedException;
    }

    private static void inRegions(WithRegions benchmark) throws IOException, InterruptedException {
        inDirectory(directory -> {
            try (BenchRegions regions = new BenchRegions(directory)) {
                benchmark.run(regions);
            }
        });
    }

    private static void inDirectory(WithDirectory benchmark) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("baton-bench-");
        try {
            benchmark.run(directory);
        } finally {
            BenchRegions.delete(directory);
        }
    }
}
