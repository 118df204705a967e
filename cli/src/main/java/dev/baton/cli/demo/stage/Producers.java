package dev.baton.cli.demo.stage;

import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The producers, which no fault ever hits: they are the clients that were promised something. Safe for any thread. */
public final class Producers {

    private static final Duration END = Duration.ofSeconds(60);

    private final StagePlan plan;
    private final Programs programs;
    private final Path config;
    private final SortedMap<String, ChildProcess> running = new TreeMap<>();
    private final SortedMap<String, Long> peakBytes = new TreeMap<>();

    Producers(StagePlan plan, Programs programs, Path config) {
        this.plan = plan;
        this.programs = programs;
        this.config = config;
    }

    /**
     * Starts one and returns a reader of its ledger.
     *
     * @param name of the producer, its log and its ledger; no other one of the run has the same
     * @param rate events per second
     * @param listener is given each entry of its ledger by the reader
     */
    public synchronized LedgerReader start(String name, int rate, Consumer<LedgerEntry> listener) {
        Path ledger = ledger(name);
        List<String> arguments = new ArrayList<>(List.of(
                config.toString(),
                plan.stream(),
                Integer.toString(rate),
                plan.directory().resolve(Stage.ROWS).toString(),
                ledger.toString(),
                name));
        for (Map.Entry<String, String> property : plan.producer().entrySet()) {
            arguments.add(property.getKey() + "=" + property.getValue());
        }
        running.put(name, programs.producer(name, arguments));
        return new LedgerReader(ledger, listener);
    }

    /** Tells the whole ledger of a producer that has ended. */
    public void read(String name, Consumer<LedgerEntry> listener) throws IOException {
        try (LedgerReader reader = new LedgerReader(ledger(name), listener)) {
            reader.advance();
        }
    }

    private Path ledger(String name) {
        return plan.directory().resolve(name + "-ledger.tsv");
    }

    /** Ends all of them, each once its ledger is complete; false if one had to be killed. */
    public synchronized boolean stop() {
        boolean isDone = true;
        notePeaks();
        for (ChildProcess process : running.values()) {
            isDone &= process.stop(END);
        }
        running.clear();
        return isDone;
    }

    /** True if one has ended by itself, which it never should. */
    public synchronized boolean failed() {
        return running.values().stream().anyMatch(process -> !process.isAlive());
    }

    synchronized SortedMap<String, Long> peakBytes() {
        notePeaks();
        return new TreeMap<>(peakBytes);
    }

    private void notePeaks() {
        running.forEach((name, process) -> process.peakResidentBytes().ifPresent(bytes -> peakBytes.put(name, bytes)));
    }
}
