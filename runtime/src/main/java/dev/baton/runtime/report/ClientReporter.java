package dev.baton.runtime.report;

import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.ClientsWord;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Opinion;
import dev.baton.core.monitor.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says to the log, and makes known beside the token, how the regions serve one client. It publishes at once when a region begins or
 * ceases to be down, and else every {@link ClientsWord#HEARTBEAT}. A client that may not write there only does not report.
 *
 * <p>One daemon thread; nothing of the client waits for it. Safe for use by several threads.
 */
public final class ClientReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClientReporter.class);
    private static final Duration INTERVAL = Duration.ofMillis(250);
    /** For a request that is under way; then the thread is left to itself. */
    private static final Duration CLOSE_DEADLINE = Duration.ofMillis(500);

    private final Bulletins clients;
    private final Ports ports;
    private final Thread thread = new Thread(this::run, "baton-client-report");
    private final CountDownLatch closed = new CountDownLatch(1);
    private final SortedMap<RegionId, Instant> since = new TreeMap<>();
    private SortedMap<RegionId, Finding> last = Collections.emptySortedMap();
    private SortedMap<RegionId, Opinion> told = Collections.emptySortedMap();
    private Bulletins.Board board;
    private String name;
    private String nonce;
    private long count;
    private long triedNanos;
    private boolean published;
    private boolean failing;

    /**
     * What a reporter needs from outside.
     *
     * @param look how each region serves the client, given the monotonic time of now; called by one thread every 250 ms
     * @param name made from a fresh nonce, a segment of a key
     * @param nonces a fresh one at each call
     * @param nanoTime a monotonic clock
     * @param wallClock for people only
     */
    public record Ports(
            Function<Long, SortedMap<RegionId, Finding>> look,
            Function<String, String> name,
            Supplier<String> nonces,
            LongSupplier nanoTime,
            Supplier<Instant> wallClock) {}

    /** A reporter that does nothing before {@link #start}. */
    public ClientReporter(Bulletins clients, Ports ports) {
        this.clients = clients;
        this.ports = ports;
        this.nonce = ports.nonces().get();
        this.name = ports.name().apply(nonce);
        this.board = clients.board(name);
        thread.setDaemon(true);
    }

    /** Starts reporting. Call once. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                turn();
            }
            if (published) {
                board.remove(); // otherwise the monitors do, after a while
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BatonException e) {
            failed(e);
        }
    }

    private void turn() {
        long now = ports.nanoTime().getAsLong();
        try {
            SortedMap<RegionId, Finding> findings = ports.look().apply(now);
            findings.forEach(this::note);
            last = findings;
            if (isDue(opinions(findings), now)) {
                triedNanos = now;
                publish(findings);
                told = opinions(findings);
                failing = false;
            }
        } catch (BatonException e) {
            failed(e);
        } catch (RuntimeException bug) {
            if (!failing) {
                failing = true;
                LOG.atError()
                        .setCause(bug)
                        .addKeyValue("event", "client-report-broken")
                        .log("A client's report failed in a way that it must not; it goes on");
            }
        }
    }

    private void note(RegionId region, Finding finding) {
        Finding before = last.get(region);
        if (before != null && before.word().equals(finding.word())) {
            return;
        }
        since.put(region, ports.wallClock().get());
        if (finding.opinion() == Opinion.DOWN) {
            LOG.atWarn()
                    .addKeyValue("event", "region-unanswered")
                    .addKeyValue("region", region)
                    .addKeyValue("why", finding.why())
                    .log("A region does not serve this client");
        } else if (before != null && before.opinion() == Opinion.DOWN) {
            LOG.atInfo()
                    .addKeyValue("event", "region-answered")
                    .addKeyValue("region", region)
                    .addKeyValue("is", finding.word())
                    .log("A region that did not serve this client is as it says now");
        }
    }

    /** At once when somebody becomes or ceases to be down; idle or not is worth no request. After a failure, not before long. */
    private boolean isDue(SortedMap<RegionId, Opinion> now, long nowNanos) {
        boolean changed = now.entrySet().stream()
                .anyMatch(each -> (each.getValue() == Opinion.DOWN) != (told.get(each.getKey()) == Opinion.DOWN));
        return count == 0 || changed && !failing || nowNanos - triedNanos >= ClientsWord.HEARTBEAT.toNanos();
    }

    private void publish(SortedMap<RegionId, Finding> findings) {
        SortedMap<RegionId, Bulletin.Detail> details = new TreeMap<>();
        since.forEach((region, when) -> details.put(region, new Bulletin.Detail(when, Collections.emptyMap())));
        count++;
        Report report = new Report(name, nonce, count, findings);
        if (board.publish(new Bulletin(report, ports.wallClock().get(), details))) {
            published = true;
            return;
        }
        // It was taken for dead and forgotten, and a key is never used again.
        nonce = ports.nonces().get();
        name = ports.name().apply(nonce);
        board = clients.board(name);
        triedNanos -= ClientsWord.HEARTBEAT.toNanos(); // due again in the next turn
    }

    private void failed(BatonException why) {
        if (!failing) {
            failing = true;
            LOG.atInfo()
                    .addKeyValue("event", "client-report-unpublished")
                    .addKeyValue("why", String.valueOf(Objects.requireNonNullElse(why.getMessage(), why)))
                    .log("How the regions serve this client cannot be made known; it goes on without");
        }
    }

    private static SortedMap<RegionId, Opinion> opinions(SortedMap<RegionId, Finding> findings) {
        SortedMap<RegionId, Opinion> opinions = new TreeMap<>();
        findings.forEach((region, finding) -> opinions.put(region, finding.opinion()));
        return opinions;
    }

    /** Ends its thread and takes its report back, within half a second. May be called again. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
