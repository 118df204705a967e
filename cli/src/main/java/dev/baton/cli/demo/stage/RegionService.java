package dev.baton.cli.demo.stage;

import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;

/** A region's stream service in a process of its own, to be lost with the region. Safe for any thread, but one fault at a time. */
interface RegionService extends AutoCloseable {

    /** Returns when it serves. */
    void awaitReady(Duration atMost);

    /** Leads the links from elsewhere to it, and makes the stream; once, when it serves for the first time. */
    void open();

    /** What the {@code baton.yaml} of a zone says of the region. */
    String section(String zone);

    /** Who reads it past all links; to be closed by the caller. */
    Consumer<String, String> reader();

    /** Returns true as soon as it has been probed by so many agents; false if it had not in that time. */
    boolean isProbedWithin(Duration atMost, int agents);

    boolean isAlive();

    void kill();

    void freeze();

    void thaw();

    /** Starts it again with all that it had acknowledged; {@link #awaitReady} must follow. */
    void restart();

    /** Gives back what this process holds of it; its own process is the janitor's. */
    @Override
    void close();
}
