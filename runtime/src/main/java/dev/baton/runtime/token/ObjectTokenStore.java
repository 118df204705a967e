package dev.baton.runtime.token;

import dev.baton.core.InvalidTokenException;
import dev.baton.core.Invariants;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenStore;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The token as the object {@code <name>/token} of one store. This is the one place where a write of unknown outcome is
 * settled (protocol, section 3): by reading and, while the store still holds what was expected, writing the
 * <em>same</em> body again.
 *
 * <p>The write id answers whether a write landed. A token of the next version and another write id says that it did not
 * and cannot any more, as only one token can follow the expected one. If the token has moved on further than that, its
 * newest version cannot tell whether the lost write was among those between: the outcome stays {@code Unknown}. A conflict says no
 * more than a lost answer, as something on the way may have sent the request twice.
 *
 * <p>Safe for use by several threads; keeps nothing between calls. A write ends within the deadline (2 s by default)
 * and one call to the store. An interrupt ends the settling early; the thread's flag is kept.
 */
public final class ObjectTokenStore implements TokenStore {

    /** How long an unknown outcome is pursued unless told otherwise. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final ObjectStore store;
    private final String name;
    private final String key;
    private final Duration deadline;
    private final LongSupplier nanoTime;
    private final Consumer<Duration> pause;

    /** The token of the installation {@code name} in this store, which stays the caller's to close. */
    public ObjectTokenStore(ObjectStore store, String name) {
        this(store, name, DEFAULT_DEADLINE, System::nanoTime, pause -> LockSupport.parkNanos(pause.toNanos()));
    }

    /**
     * As above, with the deadline and the time given from outside.
     *
     * @param nanoTime a monotonic clock, in nanoseconds
     * @param pause waits for about as long as it is told, or less
     */
    public ObjectTokenStore(
            ObjectStore store, String name, Duration deadline, LongSupplier nanoTime, Consumer<Duration> pause) {
        this.store = store;
        this.name = name;
        this.key = name + "/token";
        this.deadline = deadline;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    @Override
    public Token read() {
        return held().map(Held::token).orElseThrow(this::missing);
    }

    @Override
    public CasOutcome compareAndSet(Token expected, Token next) {
        Invariants.check(next.version() == expected.version() + 1, "a write of the token adds one to its version");
        Invariants.check(isNamedHere(expected) && isNamedHere(next), "a token is written to the store of its name");
        Invariants.check(!isSameWrite(expected, next), "each attempt to change the token has a write id of its own");
        return new Write(expected, next).run();
    }

    @Override
    public CasOutcome create(Token first) {
        Invariants.check(isNamedHere(first), "a token is written to the store of its name");
        return new Write(null, first).run();
    }

    /** The key of the object that holds the token. */
    public String key() {
        return key;
    }

    /**
     * The token that this object holds.
     *
     * @throws InvalidTokenException as {@link #read}
     */
    public Token tokenOf(StoredObject object) {
        return decode(object).token();
    }

    /** The token with the version that the store gave its object; empty if there is none. */
    private Optional<Held> held() {
        return store.get(key).map(this::decode);
    }

    private Held decode(StoredObject object) {
        Token token = TokenJson.read(object.bytes())
                .orElseThrow(why -> unusable(
                        "it " + why,
                        "If it is damaged, put back its last good version; do not"
                                + " start anew while anything relies on it."));
        if (!isNamedHere(token)) {
            throw unusable(
                    "its name is '" + token.name() + "', so it belongs to another installation",
                    "Correct 'name' or 'token' in the configuration, or put back the token of '" + name + "'.");
        }
        return new Held(token, object.version());
    }

    private InvalidTokenException unusable(String why, String whatToDo) {
        return new InvalidTokenException(
                "The token " + where() + " cannot be used: " + why + ". Nothing was changed. " + whatToDo);
    }

    private InvalidTokenException missing() {
        return new InvalidTokenException("There is no token " + where() + ". Check 'name' and 'token' in the"
                + " configuration. A new installation gets its first one by 'baton token create --active REGION'; if there"
                + " was one before, put it back and do not start anew.");
    }

    private String where() {
        return "'" + key + "' in " + store.describe();
    }

    private boolean isNamedHere(Token token) {
        return token.name().equals(name);
    }

    private static boolean isSameWrite(Token one, Token other) {
        return one.audit().writeId().equals(other.audit().writeId());
    }

    /** A token, and the version of the object that holds it. */
    private record Held(Token token, String objectVersion) {}

    /**
     * One change of the token, pursued until its outcome is settled or its time is up. Confined to the calling thread.
     */
    private final class Write {

        private final @Nullable Token expected;
        private final Token next;
        private final byte[] body;
        private final long startedAt = nanoTime.getAsLong();
        private Duration nextPause = Duration.ZERO;

        /** Why a put of this write may have been applied, or may still be; null until one was sent. */
        private @Nullable String doubt;

        /** Why the latest round came to nothing; empty if it had an answer. */
        private String trouble = "";

        /** {@code expected} is null if there must be no token yet. */
        Write(@Nullable Token expected, Token next) {
            this.expected = expected;
            this.next = next;
            this.body = TokenJson.write(next).getBytes(StandardCharsets.UTF_8);
        }

        CasOutcome run() {
            // What this first round throws is certain: either nothing was sent, or the store vouches that nothing was
            // changed.
            Optional<CasOutcome> settled = round();
            while (settled.isEmpty()) {
                settled = isTimeUp() ? Optional.of(unknown(trouble)) : nextRound();
            }
            return settled.get();
        }

        /** Reads and, if the store holds what was expected, writes; empty if that did not settle it. */
        private Optional<CasOutcome> round() {
            Optional<Held> now = held();
            return judge(now).or(() -> put(now));
        }

        private Optional<CasOutcome> nextRound() {
            pause.accept(nextPause);
            nextPause = longer(nextPause);
            try {
                trouble = "";
                return round();
            } catch (StoreUnavailableException e) {
                trouble = " Afterwards: " + e.getMessage();
                return Optional.empty();
            } catch (InvalidTokenException e) {
                return Optional.of(unknown(" Afterwards: " + e.getMessage()));
            }
        }

        private Optional<CasOutcome> judge(Optional<Held> now) {
            if (now.isEmpty()) {
                if (expected != null) {
                    throw missing();
                }
                return Optional.empty();
            }
            Token current = now.get().token();
            if (isSameWrite(current, next)) {
                return Optional.of(new CasOutcome.Applied(next));
            }
            if (expected != null && isSameWrite(current, expected) && current.version() == expected.version()) {
                return Optional.empty();
            }
            if (doubt == null || current.version() == next.version()) {
                return Optional.of(new CasOutcome.Conflict(current));
            }
            return Optional.of(unknown(" The token has moved on to version " + current.version()
                    + " since, so reading it cannot tell any more."));
        }

        private Optional<CasOutcome> put(Optional<Held> now) {
            PutOutcome outcome = now.isPresent()
                    ? store.putIfVersion(key, body, now.get().objectVersion())
                    : store.putIfAbsent(key, body);
            return outcome.fold(
                    applied -> Optional.of(new CasOutcome.Applied(next)),
                    conflict -> inDoubt("The store reports a conflict although it held what was expected: the write may"
                            + " have come twice, or the store does not support conditional writes."),
                    unknown -> inDoubt(unknown.why() + "."));
        }

        /** The next round reads whose write it was. */
        private Optional<CasOutcome> inDoubt(String why) {
            doubt = why;
            return Optional.empty();
        }

        private boolean isTimeUp() {
            return nanoTime.getAsLong() - startedAt >= deadline.toNanos()
                    || Thread.currentThread().isInterrupted();
        }

        private CasOutcome unknown(String afterwards) {
            return new CasOutcome.Unknown(doubt + afterwards);
        }

        private static Duration longer(Duration pause) {
            Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
            return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }
}
