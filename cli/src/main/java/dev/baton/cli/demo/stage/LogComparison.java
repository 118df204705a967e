package dev.baton.cli.demo.stage;

import dev.baton.cli.shell.OpenLogs;
import dev.baton.core.RegionUnavailableException;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.Verify;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What Baton itself finds in the regions' logs, as {@code baton verify} tells it. */
public final class LogComparison {

    /** Nothing is written any more by then. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private LogComparison() {}

    /** All streams of this {@code baton.yaml}; empty if a region does not answer. */
    public static Optional<Findings> of(Path config) {
        try (Installation installation = Installation.open(config);
                OpenLogs logs = OpenLogs.of(installation)) {
            Verify.Options options =
                    new Verify.Options(installation.config().streams().keySet(), Verify.ALWAYS, Duration.ZERO, GRACE);
            return Optional.of(new Verify(logs.toCompare(), options, new Silence(), System::nanoTime).run());
        } catch (RegionUnavailableException e) {
            return Optional.empty();
        }
    }

    private static final class Silence implements Verify.Listener {

        @Override
        public void read(long records, long total) {}

        @Override
        public void waiting(long missing) {}
    }
}
