package dev.baton.runtime.monitor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A region that does as it is told. */
final class FakeProbe implements RegionProbe {

    /** What the region does. */
    enum Region {
        ANSWERS,
        REFUSES,
        HANGS,
        LACKS_THE_CANARY_TOPIC,
        BREAKS_THE_PROBE,
        IGNORES_THE_TIMEOUT
    }

    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger probes = new AtomicInteger();
    private volatile Region region = Region.ANSWERS;

    @Override
    public ProbeResult probe(Duration timeout) {
        probes.incrementAndGet();
        return switch (region) {
            case ANSWERS -> new ProbeResult.Ok(List.of(new ProbeStep("acknowledge", Duration.ofMillis(2))));
            case REFUSES -> new ProbeResult.Failed(List.of(), "connect", "refused");
            case HANGS -> {
                sleep(timeout);
                yield new ProbeResult.Failed(List.of(), "acknowledge", "no answer");
            }
            case LACKS_THE_CANARY_TOPIC -> new ProbeResult.Inconclusive(List.of(), "no canary topic");
            case BREAKS_THE_PROBE -> throw new IllegalStateException("planted");
            case IGNORES_THE_TIMEOUT -> {
                sleep(timeout.multipliedBy(2));
                yield new ProbeResult.Ok(List.of());
            }
        };
    }

    void set(Region value) {
        region = value;
    }

    int probes() {
        return probes.get();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void sleep(Duration time) {
        try {
            closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
