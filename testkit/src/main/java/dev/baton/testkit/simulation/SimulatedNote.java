package dev.baton.testkit.simulation;

import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.View;
import dev.baton.testkit.simulation.SimulatedStore.Versioned;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Notes where the log of a region that is IN_SYNC ends, one effect at a time (rule C, step 3). */
final class SimulatedNote {

    private final World world;
    private final Actor driver;
    private final SimulatedRegion region;
    private @Nullable Versioned journal;
    private @Nullable TokenReader reader; // from when the end is known
    private long end;

    SimulatedNote(Actor driver, SimulatedRegion region) {
        this.world = driver.world;
        this.driver = driver;
        this.region = region;
    }

    /** Takes one step; true if it was the last. */
    boolean step() {
        Versioned read = journal;
        if (read == null) {
            journal = world.network().ask(driver.place(), world.store().place(), () -> world.store()
                    .journal(region.id()));
            return false;
        }
        if (reader == null) {
            if (world.canRead(driver, region)) {
                end = region.log().size();
                reader = new TokenReader(driver);
            }
            return false;
        }
        View view = reader.advance();
        if (view == null) {
            return false;
        }
        if (isInSync(view.token(), read.journal()) || world.has(PlantedBug.NOTES_AN_END_UNSEEN)) {
            LogJournal log = read.journal().log(SimulatedStore.LOG).inSyncUntil(end);
            RegionJournal noted = read.journal().with(new TreeMap<>(Map.of(SimulatedStore.LOG, log)));
            world.network().call(driver.place(), world.store().place(), () -> world.write(read.version(), noted));
        }
        return true;
    }

    private boolean isInSync(Token token, RegionJournal known) {
        return token.sync(region.id()) == Sync.IN_SYNC && token.episode(region.id()) == known.episode();
    }
}
