package dev.baton.kafka.consumer;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Where a group's frontiers are kept. For one thread; every call ends within a deadline of its own. */
interface Progress extends AutoCloseable {

    /**
     * The frontier of {@code log}, read after this consumer took it over in {@code term}.
     *
     * @throws FencedException if a newer term has been there
     * @throws StoreUnavailableException if it cannot be told now; try again
     */
    Frontier claim(LogId log, Term term);

    /**
     * A frontier that {@code log} had at some moment; claims nothing.
     *
     * @throws StoreUnavailableException if it cannot be told now
     */
    Frontier peek(LogId log);

    /** Sends again what did not arrive; to be called often. */
    default void tend() {}

    /** Tells whether the own region has everything that was published before this call. */
    default BooleanSupplier arrival() {
        return () -> true;
    }

    /** Waits until the own region has everything published so far; false if it has not by the deadline. */
    default boolean awaitArrival(Duration deadline) throws InterruptedException {
        return true;
    }

    /**
     * The consumer has stopped: true once everything it made durable can be seen by the next holder of the baton.
     */
    boolean settle();

    @Override
    void close();
}
