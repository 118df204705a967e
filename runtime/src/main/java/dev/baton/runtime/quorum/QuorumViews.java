package dev.baton.runtime.quorum;

import dev.baton.core.quorum.AcceptorState;
import dev.baton.core.quorum.RollingQuorum;
import dev.baton.core.quorum.Witnesses;
import dev.baton.core.token.View;
import dev.baton.runtime.store.StoredObject;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.runtime.view.ViewSource;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Views of a token that three stores keep, for one small request each as long as nothing changes: one store after the other is asked, and
 * the latest two that agree are a majority ({@link RollingQuorum}). Such a view is valid from the older of the two requests, so it
 * expires one poll earlier. If they do not agree, or a store fails, all three are asked at once. Used by one thread.
 */
public final class QuorumViews implements ViewSource {

    /** A store that takes longer is not waited for: the view of before goes on expiring. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** So many looks a store that failed is left alone. */
    private static final int REST = 20;

    private final QuorumObjectStore store;
    private final ObjectTokenStore tokens;
    private final LongSupplier nanoTime;
    private final RollingQuorum<byte[]> rolling = new RollingQuorum<>();
    private final long[] restsUntil = new long[Witnesses.ACCEPTORS];
    private long looks;
    private int latest;

    /** Views of {@code tokens}, which must be in {@code store}. */
    public QuorumViews(QuorumObjectStore store, ObjectTokenStore tokens, LongSupplier nanoTime) {
        this.store = store;
        this.tokens = tokens;
        this.nanoTime = nanoTime;
    }

    @Override
    public View look() {
        looks++;
        Optional<View> cheap = glance();
        if (cheap.isPresent()) {
            return cheap.get();
        }
        long sentAt = nanoTime.getAsLong(); // Rule V: before the requests, not after the answers
        return View.readAt(sentAt, tokens.read());
    }

    private Optional<View> glance() {
        int seat = next();
        if (seat < 0) {
            return Optional.empty();
        }
        latest = seat;
        long sentAt = nanoTime.getAsLong();
        Optional<AcceptorState<byte[]>> shown = store.glance(tokens.key(), seat, PATIENCE);
        if (shown.isEmpty()) {
            restsUntil[seat] = looks + REST;
            return Optional.empty();
        }
        return rolling.glance(seat, sentAt, shown.get()).flatMap(seen -> {
            Optional<StoredObject> object = QuorumObjectStore.object(seen.content());
            return object.map(found -> View.readAt(seen.sentAt(), tokens.tokenOf(found)));
        });
    }

    /** The next one after the latest that does not rest; none if it would be the same again, which is no majority. */
    private int next() {
        for (int step = 1; step < Witnesses.ACCEPTORS; step++) {
            int seat = (latest + step) % Witnesses.ACCEPTORS;
            if (looks >= restsUntil[seat]) {
                return seat;
            }
        }
        return -1;
    }
}
