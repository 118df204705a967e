package dev.baton.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Many histories, one for each seed, of the product as it is. Each is lived by one thread; several of them at once. What comes out
 * depends on the seeds alone. For one thread.
 */
public final class Campaign {

    private final long first;
    private final long seeds;
    private final AtomicLong next = new AtomicLong();
    private final LongConsumer progress;

    /**
     * A campaign of {@code seeds} histories that has not begun.
     *
     * @param first seed
     * @param seeds how many; at least 1
     * @param progress is told now and then how many have ended; by any thread
     */
    public Campaign(long first, long seeds, LongConsumer progress) {
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds: " + seeds + " is too few; at least 1");
        }
        this.first = first;
        this.seeds = seeds;
        this.progress = progress;
    }

    /** Lives through all of them, on as many threads as there are processors. */
    public CampaignReport run() throws InterruptedException {
        List<Tally> tallies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = Runtime.getRuntime().availableProcessors(); i > 0; i--) {
            Tally tally = new Tally();
            tallies.add(tally);
            threads.add(new Thread(() -> live(tally), "simulation-" + i));
        }
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
        for (Thread thread : threads) {
            thread.join();
        }
        Tally all = new Tally();
        tallies.forEach(all::add);
        return all.report();
    }

    private void live(Tally tally) {
        for (long i = next.getAndIncrement(); i < seeds; i = next.getAndIncrement()) {
            tally.add(Outcome.of(first + i, PlantedBug.NONE, Profile.ANYTHING));
            if (i % 100 == 0) {
                progress.accept(i);
            }
        }
    }
}
