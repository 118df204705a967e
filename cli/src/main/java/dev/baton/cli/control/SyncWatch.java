package dev.baton.cli.control;

import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.catchup.JournalStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Waits until a region is IN_SYNC, whoever sees to that, and shows how it goes. For one thread. */
final class SyncWatch {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Installation installation;
    private final RegionId region;
    private final CatchUpBar bar;

    SyncWatch(Terminal terminal, Installation installation, RegionId region) {
        this.installation = installation;
        this.region = region;
        this.bar = new CatchUpBar(terminal, region);
    }

    /**
     * The token as soon as the region is IN_SYNC in it, or else after that time.
     *
     * @throws StoreUnavailableException if the token cannot be read even then
     */
    Token await(Duration atMost) {
        long start = System.nanoTime();
        while (true) {
            boolean isLate = System.nanoTime() - start >= atMost.toNanos();
            try {
                Token token = installation.tokens().read();
                if (isLate || token.sync(region) == Sync.IN_SYNC) {
                    bar.end();
                    return token;
                }
                show(token);
            } catch (StoreUnavailableException e) {
                if (isLate) {
                    throw e;
                }
                bar.waiting(String.valueOf(e.getMessage()));
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }

    private void show(Token token) {
        Optional<CatchUpProgress> progress = progress(token);
        progress.ifPresent(bar::show);
        if (progress.isEmpty()) {
            bar.waiting(region + " is " + token.sync(region));
        }
    }

    /** Such as {@code CATCHING_UP, 81 %, …}. */
    String describe(Token token) {
        return token.sync(region)
                + progress(token).map(how -> ", " + how.describe()).orElse("");
    }

    private Optional<CatchUpProgress> progress(Token token) {
        JournalStore journals =
                new JournalStore(installation.store(), installation.config().name());
        return CatchUpProgress.of(token, region, journals.read(region));
    }
}
