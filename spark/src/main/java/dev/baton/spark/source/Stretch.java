package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.catchup.DeliveryPositions;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.FrontierCodec;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads: a stretch of one log in delivery order, and what of it has taken effect already. */
final class Stretch implements InputPartition {

    private static final long serialVersionUID = 1;

    private final RegionAccess access;
    private final String stream;
    private final int partition;
    private final long from;
    private final long to;
    private final SpanText[] spans;
    private final byte[] frontier;

    /** A span as it travels. */
    private record SpanText(long from, long to, long episode, HashMap<Long, Long> firstMissing)
            implements Serializable {}

    Stretch(RegionAccess access, LogId log, BatchOffset.Part part, List<Span> spans, Frontier effective) {
        this.access = access;
        this.stream = log.stream();
        this.partition = log.partition();
        this.from = part.from();
        this.to = part.to();
        this.spans = spans.stream()
                .map(span -> new SpanText(span.from(), span.to(), span.episode(), new HashMap<>(span.firstMissing())))
                .toArray(SpanText[]::new);
        this.frontier = FrontierCodec.encode(effective);
    }

    RegionAccess access() {
        return access;
    }

    LogId log() {
        return new LogId(stream, partition);
    }

    /** At its beginning. */
    DeliveryCursor cursor() {
        List<Span> known = Arrays.stream(spans)
                .map(span -> new Span(span.from, span.to, span.episode, span.firstMissing))
                .toList();
        return new DeliveryCursor(log(), from, new DeliveryPositions(known).legs(from, to));
    }

    /** What has taken effect; a copy. */
    Frontier effective() {
        return FrontierCodec.decode(frontier).orElseThrow(why -> new IllegalStateException("frontier: " + why));
    }
}
