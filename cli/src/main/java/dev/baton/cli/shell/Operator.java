package dev.baton.cli.shell;

import dev.baton.core.token.Audit;
import dev.baton.kafka.client.Installation;
import java.time.Instant;

/** Signs what the person at this command line changes. */
public final class Operator {

    private Operator() {}

    /** The audit of one change, with a fresh write id. */
    public static Audit audit(String reason) {
        return new Audit(
                reason, "operator:" + System.getProperty("user.name", "?"), Instant.now(), Installation.nonce());
    }
}
