package dev.baton.runtime.monitor;

import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.monitor.Decision;
import dev.baton.core.monitor.Health;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says what the monitor sees and does, to the log and to one listener: changes only, never the same again at each poll. Safe for
 * use by several threads; the listener is called by one at a time.
 */
final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorLoop.class);

    private final MonitorListener listener;
    private final Set<RegionId> unjudged = new TreeSet<>();
    private Decision lastDecision = new Decision.Nothing();
    private long lastVersion;
    private boolean readingFails;
    private boolean writingFails;
    private boolean listingFails;
    private boolean reportingFails;
    private final Set<String> unheard = new TreeSet<>();
    private boolean nameShared;

    Journal(MonitorListener listener) {
        this.listener = listener;
    }

    synchronized void probed(RegionId region, ProbeResult result) {
        if (!(result instanceof ProbeResult.Inconclusive inconclusive)) {
            unjudged.remove(region);
        } else if (unjudged.add(region)) {
            event(Level.WARN, "probe-inconclusive")
                    .addKeyValue("region", region)
                    .addKeyValue("why", inconclusive.why())
                    .log("A region answers and cannot be judged yet");
        }
        listener.probed(region, result);
    }

    synchronized void healthChanged(RegionId region, Health was, Health is) {
        LoggingEventBuilder entry = event(is instanceof Health.Up ? Level.INFO : Level.WARN, "health-changed")
                .addKeyValue("region", region)
                .addKeyValue("was", was.word())
                .addKeyValue("is", is.word());
        (is.why().isEmpty() ? entry : entry.addKeyValue("why", is.why())).log("A region's health changed");
        listener.healthChanged(region, was, is);
    }

    synchronized void tokenRead(Token token) {
        if (readingFails) {
            readingFails = false;
            event(Level.INFO, "token-readable").log("The token can be read again");
            listener.storeAnswers();
        }
        if (token.version() > lastVersion) {
            lastVersion = token.version();
            event(Level.INFO, "token-changed")
                    .addKeyValue("version", token.version())
                    .addKeyValue("term", token.term())
                    .addKeyValue("active", token.active())
                    .addKeyValue("handover", String.valueOf(token.handoverTo()))
                    .addKeyValue("by", token.audit().by())
                    .addKeyValue("why", token.audit().reason())
                    .log("The token is new");
            listener.tokenChanged(token);
        }
    }

    synchronized void readingFailed(BatonException why) {
        if (!readingFails) {
            readingFails = true;
            event(Level.WARN, "token-unreadable")
                    .addKeyValue("why", why.getMessage())
                    .log("The token cannot be read; nothing is decided until it can");
            listener.storeFailed(why);
        }
    }

    synchronized void writingFailed(Decision.Write write, BatonException why) {
        if (!writingFails) {
            writingFails = true;
            event(Level.WARN, "token-unwritable")
                    .addKeyValue("change", write.what())
                    .addKeyValue("why", why.getMessage())
                    .log("The token cannot be written; trying again");
            listener.storeFailed(why);
        }
    }

    synchronized void listed() {
        listingFails = false;
    }

    synchronized void listingFailed(StoreUnavailableException why) {
        if (!listingFails) {
            listingFails = true;
            event(Level.WARN, "registrations-unreadable")
                    .addKeyValue("why", why.getMessage())
                    .log("The consumers cannot be listed; waiting for their views to expire instead");
        }
    }

    synchronized void reported() {
        reportingFails = false;
    }

    synchronized void reportingFailed(BatonException why) {
        if (!reportingFails) {
            reportingFails = true;
            event(Level.WARN, "report-unpublished")
                    .addKeyValue("why", why.getMessage())
                    .log("What this monitor sees cannot be published, so that it has no vote; trying again");
        }
    }

    /** {@code whom}: monitors, or clients. */
    synchronized void heard(String whom) {
        unheard.remove(whom);
    }

    synchronized void hearingFailed(String whom, BatonException why) {
        if (unheard.add(whom)) {
            event(Level.WARN, "reports-unreadable")
                    .addKeyValue("why", why.getMessage())
                    .addKeyValue("of", whom)
                    .log("What others report cannot be read; they count as silent until it can");
        }
    }

    synchronized void nameIsShared(String name) {
        if (!nameShared) {
            nameShared = true;
            event(Level.WARN, "monitor-name-shared")
                    .addKeyValue("name", name)
                    .log(
                            "Another process reports under the same name; together they have one vote. Give each a name of its own");
        }
    }

    synchronized void decided(Decision decision) {
        if (decision.equals(lastDecision)) {
            return;
        }
        lastDecision = decision;
        if (decision instanceof Decision.Held held) {
            event(Level.WARN, "decision-held").addKeyValue("why", held.why()).log("Nothing was done");
        } else if (decision instanceof Decision.WouldWrite would) {
            event(Level.WARN, "decision-observed")
                    .addKeyValue("change", would.what())
                    .addKeyValue("why", would.why())
                    .log("Observing only; would have changed the token");
        }
        listener.decided(decision);
    }

    synchronized void wrote(Decision.Write write, CasOutcome outcome) {
        if (writingFails) {
            writingFails = false;
            listener.storeAnswers();
        }
        LoggingEventBuilder entry = outcome.fold(
                applied -> event(Level.INFO, "token-written"),
                conflict -> event(Level.INFO, "token-conflict"),
                unknown -> event(Level.WARN, "token-write-unknown").addKeyValue("doubt", unknown.why()));
        entry.addKeyValue("change", write.what())
                .addKeyValue("version", write.next().version())
                .addKeyValue("term", write.next().term())
                .addKeyValue("why", write.why())
                .log("Tried to write the token");
        listener.wrote(write, outcome);
    }

    synchronized void forgot(int consumers, RegionId region) {
        event(Level.INFO, "consumers-forgotten")
                .addKeyValue("region", region)
                .addKeyValue("count", consumers)
                .log("Consumers that never reported have no open gate any more");
    }

    /** A bug, which must not end the loop. */
    synchronized void broken(String what, RuntimeException bug) {
        event(Level.ERROR, "monitor-broken").setCause(bug).log(what);
    }

    private static LoggingEventBuilder event(Level level, String event) {
        return LOG.atLevel(level).addKeyValue("event", event);
    }
}
