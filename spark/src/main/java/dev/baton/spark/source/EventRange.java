package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.runtime.log.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** Reads the region's logs from one place to another, each event once. Immutable. */
final class EventRange implements Batch {

    private final SourceOptions options;

    EventRange(SourceOptions options) {
        this.options = options;
    }

    @Override
    public InputPartition[] planInputPartitions() {
        try (Region region = Region.open(options.config(), options.region())) {
            SortedMap<LogId, Extent> extents = region.extents(options.stream());
            SortedMap<LogId, Long> from = options.startingAt().offsets(region.logs(), extents);
            SortedMap<LogId, Long> to = options.endingAt().offsets(region.logs(), extents);
            RegionJournal journal = region.journal();
            RegionAccess access = region.access(options.stream());
            List<InputPartition> stretches = new ArrayList<>();
            extents.keySet().forEach(log -> {
                Extent range = new Extent(Objects.requireNonNull(from.get(log)), Objects.requireNonNull(to.get(log)));
                stretches.add(new Stretch(access, log, range, journal.log(log).spans()));
            });
            return stretches.toArray(InputPartition[]::new);
        }
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new StretchReaders(null);
    }
}
