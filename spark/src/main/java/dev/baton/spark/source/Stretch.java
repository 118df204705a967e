package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.catchup.DeliveryPositions;
import dev.baton.core.catchup.Span;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.FrontierCodec;
import dev.baton.runtime.log.Extent;
import dev.baton.spark.EventInput;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/** What one task reads: a stretch of one log in delivery order, and what of it has taken effect already. */
final class Stretch implements EventInput {

    private static final long serialVersionUID = 1;

    private final RegionAccess access;
    private final String stream;
    private final int partition;
    private final long from;
    private final long to;
    private final SpanText[] spans;
    private final byte[] frontier;
    private final boolean isRange;

    /** A span as it travels. */
    private record SpanText(long from, long to, long episode, HashMap<Long, Long> firstMissing)
            implements Serializable {}

    /** What a batch reads. */
    Stretch(RegionAccess access, LogId log, BatchOffset.Part part, List<Span> spans, Frontier effective) {
        this(access, log, new Extent(part.from(), part.to()), false, spans, effective);
    }

    /** All records between two offsets. */
    Stretch(RegionAccess access, LogId log, Extent range, List<Span> spans) {
        this(access, log, range, true, spans, new Frontier());
    }

    private Stretch(
            RegionAccess access, LogId log, Extent what, boolean isRange, List<Span> spans, Frontier effective) {
        this.access = access;
        this.stream = log.stream();
        this.partition = log.partition();
        this.isRange = isRange;
        this.from = what.start();
        this.to = what.end();
        this.spans = spans.stream()
                .map(span -> new SpanText(span.from(), span.to(), span.episode(), new HashMap<>(span.firstMissing())))
                .toArray(SpanText[]::new);
        this.frontier = FrontierCodec.encode(effective);
    }

    RegionAccess access() {
        return access;
    }

    @Override
    public int partition() {
        return partition;
    }

    LogId log() {
        return new LogId(stream, partition);
    }

    /** At its beginning. */
    DeliveryCursor cursor() {
        List<Span> known = Arrays.stream(spans)
                .map(span -> new Span(span.from, span.to, span.episode, span.firstMissing))
                .toList();
        DeliveryPositions order = new DeliveryPositions(known);
        return new DeliveryCursor(log(), from, isRange ? order.range(from, to) : order.legs(from, to));
    }

    /** What has taken effect; a copy. */
    Frontier effective() {
        return FrontierCodec.decode(frontier).orElseThrow(why -> new IllegalStateException("frontier: " + why));
    }
}
