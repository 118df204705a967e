package dev.baton.runtime.token;

import dev.baton.core.InvalidTokenException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Token;
import dev.baton.runtime.token.TokenHistory.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes through the past of a token, version by version, and sees whether its chain is whole. For one thread; holds one entry. */
public final class HistoryWalk {

    /** Is told what was found, in order of versions. */
    public interface Visitor {

        /**
         * A version.
         *
         * @param before the version before it; null if that is not known
         * @param hash of its entry; null if it has none yet, which may only be the newest
         */
        void version(@Nullable Token before, Token token, @Nullable String hash);

        /** The chain is broken at this version; {@code why} is a clause for people. */
        void broken(long version, String why);
    }

    private final TokenHistory history;
    private final Token newest;

    /** A walk that ends at {@code newest}, as it was read from the token itself. */
    public HistoryWalk(TokenHistory history, Token newest) {
        this.history = history;
        this.newest = newest;
    }

    /**
     * From version {@code first}, which is at least 1, to the newest.
     *
     * @throws StoreUnavailableException if the store does not answer; what was told before holds
     */
    public void from(long first, Visitor visitor) {
        boolean begun = false; // a history may begin late: the release that wrote the first versions kept none
        Entry before = first > 1 ? find(first - 1, visitor, false) : null;
        for (long version = first; version <= newest.version(); version++) {
            Entry entry = find(version, visitor, version < newest.version() && (begun || before != null));
            Token token = entry != null ? entry.token() : version == newest.version() ? newest : null;
            if (token != null) {
                visitor.version(before == null ? null : before.token(), token, entry == null ? null : entry.hash());
            }
            if (entry != null) {
                check(before, entry, begun, visitor);
            }
            begun |= entry != null;
            before = entry;
        }
    }

    private void check(@Nullable Entry before, Entry entry, boolean begun, Visitor visitor) {
        long version = entry.token().version();
        if (before != null && !before.hash().equals(entry.previous())) {
            visitor.broken(version, "it does not follow the version before, which was changed since");
        }
        if (before == null && !begun && entry.previous() != null && version > 1) {
            visitor.broken(version - 1, "it is gone");
        }
        if (version == newest.version() && !entry.token().equals(newest)) {
            visitor.broken(version, "it is not the token that is stored");
        }
    }

    private @Nullable Entry find(long version, Visitor visitor, boolean isExpected) {
        try {
            Optional<Entry> entry = history.read(version);
            if (entry.isEmpty() && isExpected) {
                visitor.broken(version, "it is gone");
            }
            return entry.orElse(null);
        } catch (InvalidTokenException e) {
            visitor.broken(version, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
