package dev.baton.kafka.survey;

import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Token;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.hook.HookCursor;
import dev.baton.runtime.hook.HookCursors;
import dev.baton.runtime.quorum.TokenStores;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.token.ObjectTokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The line to the token store, which the first question opens. For one thread. */
final class StoreLine implements AutoCloseable {

    private final BatonConfig config;
    private final Duration patience;
    private final Supplier<String> nonces;
    private final Line line = new Line("store");
    private final Hearing hearing; // confined to the line's thread
    private volatile @Nullable ObjectStore store;

    StoreLine(BatonConfig config, Duration patience, Supplier<String> nonces) {
        this.config = config;
        this.patience = patience;
        this.nonces = nonces;
        this.hearing = new Hearing(config, System::nanoTime);
    }

    Line.Question<StoreReport> look() {
        return line.ask(this::lookNow, patience);
    }

    /** What messages call the store, once an object beside the token was written, read and deleted. */
    Line.Question<String> tryOut() {
        return line.ask(this::tryOutNow, patience);
    }

    private StoreReport lookNow() {
        ObjectStore opened = open();
        Registrations registrations = new Registrations(opened, config.name());
        JournalStore catchUps = new JournalStore(opened, config.name());
        SortedMap<RegionId, Answer<List<Registration>>> consumers = new TreeMap<>();
        SortedMap<RegionId, Answer<RegionJournal>> journals = new TreeMap<>();
        Token token = new ObjectTokenStore(opened, config.name()).read();
        for (RegionId region : config.regions().keySet()) {
            consumers.put(region, answer(() -> registrations.running(region)));
            journals.put(region, answer(() -> catchUps.read(region)));
        }
        HookCursors cursors = new HookCursors(opened, config.name());
        SortedMap<String, Answer<Optional<HookCursor>>> hooks = new TreeMap<>();
        config.hooks().keySet().forEach(hook -> hooks.put(hook, answer(() -> cursors.read(hook))));
        return new StoreReport(
                token,
                consumers,
                journals,
                answer(() -> hearing.look(opened)),
                hooks,
                TokenStores.troubles(opened, config.name()));
    }

    private String tryOutNow() {
        ObjectStore opened = open();
        String key = config.name() + "/check/" + nonces.get();
        PutOutcome outcome = opened.putIfAbsent(key, "written by baton config check".getBytes(StandardCharsets.UTF_8));
        opened.get(key);
        opened.delete(key);
        return outcome.fold(applied -> opened.describe(), conflict -> opened.describe(), unknown -> {
            throw new StoreUnavailableException(
                    "Writing to " + opened.describe() + " has no certain outcome: " + unknown.why());
        });
    }

    private static <T> Answer<T> answer(Supplier<T> question) {
        try {
            return new Answer.Told<>(question.get());
        } catch (BatonException e) {
            return new Answer.Silent<>(String.valueOf(e.getMessage()));
        }
    }

    private ObjectStore open() {
        ObjectStore opened = store;
        if (opened == null) {
            opened = TokenStores.open(config.token(), config.name(), nonces);
            store = opened;
        }
        return opened;
    }

    @Override
    public void close() {
        line.close();
        ObjectStore opened = store;
        if (opened != null) {
            opened.close();
        }
    }
}
