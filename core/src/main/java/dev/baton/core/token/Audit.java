package dev.baton.core.token;

import java.time.Instant;

/**
 * Who changed the token, and why. Immutable.
 *
 * @param reason one sentence for people
 * @param by such as {@code monitor@r2} or an operator's name
 * @param at wall clock of the writer; for people only, nothing is decided from it
 * @param writeId a fresh random nonce for each attempt to change, so that "did mine land?" is answered by reading
 */
public record Audit(String reason, String by, Instant at, String writeId) {

    public Audit {
        if (writeId.isBlank()) {
            throw new IllegalArgumentException("writeId: must not be blank");
        }
    }
}
