package dev.baton.cli.control;

import dev.baton.cli.shell.OpenLogs;
import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.catchup.CatchUpListener;
import dev.baton.runtime.catchup.CatchUpPorts;
import dev.baton.runtime.catchup.CatchUpSettings;
import dev.baton.runtime.config.ByteRate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** What drives the catch-up of a region, as the commands run it. */
final class CatchUps {

    /** By whom and how. */
    record Order(
            RegionId region,
            Function<String, Audit> audits,
            ByteRate rate,
            Duration upAfter,
            boolean inPlace,
            boolean acceptGaps) {}

    private CatchUps() {}

    /** A driver that has not begun; the caller closes it before {@code logs}. */
    static CatchUp of(Installation installation, OpenLogs logs, Order order, CatchUpListener listener) {
        CatchUpPorts ports = new CatchUpPorts(
                installation.tokens(),
                logs.journals(),
                logs.byRegion(),
                order.audits(),
                System::nanoTime,
                pause -> LockSupport.parkNanos(pause.toNanos()));
        CatchUpSettings settings = new CatchUpSettings(
                order.region(),
                Installation.nonce(),
                order.rate().bytesPerSecond(),
                order.upAfter(),
                order.inPlace(),
                order.acceptGaps());
        return new CatchUp(settings, ports, listener);
    }
}
