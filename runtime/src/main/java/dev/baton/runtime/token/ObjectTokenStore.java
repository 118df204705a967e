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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
 * <p>Every version that is replaced is in the {@link TokenHistory} before. It was put there by its writer right after the write, in
 * the background, so that nobody waits for it; a version that is missing there, as its writer died, is put there by whoever
 * replaces it.
 *
 * <p>Safe for use by several threads. A write ends within the deadline (2 s by default) and one call to the store. An interrupt ends the settling early; the thread's flag is kept.
 */
public final class ObjectTokenStore implements TokenStore, AutoCloseable {

    /** How long an unknown outcome is pursued unless told otherwise. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /** How many versions may wait to be put into the history; more are left to whoever replaces them. */
    private static final int WAITING_VERSIONS = 16;

    private final ObjectStore store;
    private final TokenHistory history;
    private final Executor background;
    private final String name;
    private final String key;
    private final Duration deadline;
    private final LongSupplier nanoTime;
    private final Consumer<Duration> pause;

    /** The token of the installation {@code name} in this store, which stays the caller's to close. */
    public ObjectTokenStore(ObjectStore store, String name) {
        this(
                store,
                name,
                DEFAULT_DEADLINE,
                System::nanoTime,
                pause -> LockSupport.parkNanos(pause.toNanos()),
                background(name));
    }

    /**
     * As above, with the deadline, the time and the thread of the history given from outside.
     *
     * @param nanoTime a monotonic clock, in nanoseconds
     * @param pause waits for about as long as it is told, or less
     * @param background keeps what was written in the history, one after the other; may leave it undone
     */
    public ObjectTokenStore(
            ObjectStore store,
            String name,
            Duration deadline,
            LongSupplier nanoTime,
            Consumer<Duration> pause,
            Executor background) {
        this.store = store;
        this.history = new TokenHistory(store, name);
        this.background = background;
        this.name = name;
        this.key = name + "/token";
        this.deadline = deadline;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /** One daemon thread that ends when there is nothing to do. */
    private static Executor background(String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_VERSIONS),
                task -> {
                    Thread thread = new Thread(task, "baton-history-" + name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
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

    /**
     * Waits, no longer than the deadline, until what this has written is in the history, so that nothing of it touches the store any more
     * when the store is closed. What is not there by then is left to whoever replaces it.
     */
    @Override
    public void close() {
        CountDownLatch kept = new CountDownLatch(1);
        background.execute(kept::countDown);
        try {
            kept.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        return new Held(token, object);
    }

    private void keepInBackground(long version, byte[] body) {
        background.execute(() -> {
            try {
                history.keep(version, body);
            } catch (StoreUnavailableException e) {
                return; // left to whoever replaces this version, who needs the same store
            }
        });
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

    /** A token, and the object that holds it. */
    private record Held(Token token, StoredObject object) {}

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
                settled = isTimeUp() ? Optional.of(giveUp()) : nextRound();
            }
            CasOutcome outcome = settled.get();
            if (outcome instanceof CasOutcome.Applied) {
                keepInBackground(next.version(), body);
            }
            return outcome;
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
                trouble = String.valueOf(e.getMessage());
                return Optional.empty();
            } catch (InvalidTokenException e) {
                if (doubt == null) {
                    throw e;
                }
                return Optional.of(unknown("Afterwards: " + e.getMessage()));
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
            return Optional.of(unknown("The token has moved on to version " + current.version()
                    + " since, so reading it cannot tell any more."));
        }

        private Optional<CasOutcome> put(Optional<Held> now) {
            if (now.isPresent() && !keep(now.get())) {
                return Optional.empty();
            }
            PutOutcome outcome = now.isPresent()
                    ? store.putIfVersion(key, body, now.get().object().version())
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

        /** What is about to be replaced must be in the history first. */
        private boolean keep(Held now) {
            if (history.keep(now.token().version(), now.object().bytes())) {
                return true;
            }
            trouble = "It is not known whether version " + now.token().version() + " of the token " + where()
                    + " is in its history, and only then may it be replaced.";
            return false;
        }

        private boolean isTimeUp() {
            return nanoTime.getAsLong() - startedAt >= deadline.toNanos()
                    || Thread.currentThread().isInterrupted();
        }

        private CasOutcome giveUp() {
            if (doubt == null) {
                throw new StoreUnavailableException(trouble + " Nothing was changed.");
            }
            return trouble.isEmpty() ? new CasOutcome.Unknown(doubt) : unknown("Afterwards: " + trouble);
        }

        private CasOutcome unknown(String afterwards) {
            return new CasOutcome.Unknown(doubt + " " + afterwards);
        }

        private static Duration longer(Duration pause) {
            Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
            return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }
    }
}
