package dev.baton.kafka.consumer;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.catchup.RegionJournal;

/** What a consumer must know about the logs of its own region. */
interface OwnRegion {

    /** The stream of a topic. */
    String stream(String topic);

    /**
     * The newest record of the region's catch-ups, which tells in which order its logs are read (rule C).
     *
     * @throws StoreUnavailableException if it cannot be told now; try again
     */
    RegionJournal journal();

    /** Whether reading goes on, with a warning, where retention has deleted events before they took effect. */
    boolean skipsExpired();
}
