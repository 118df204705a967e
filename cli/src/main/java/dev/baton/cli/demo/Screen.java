package dev.baton.cli.demo;

import dev.baton.core.RegionId;
import java.io.PrintWriter;
import java.util.List;

/** Where the demo shows what happens. Safe for any thread. */
interface Screen {

    /** Says one thing that is worth a line of its own. */
    void say(String line);

    /** Shows how it stands; may be called as often as anybody likes. */
    void show(Snapshot snapshot);

    /** From now on only {@link #say} is used; what {@link #show} drew is left as it is. */
    void settle();

    /** From now on nothing is shown. */
    void silence();

    /** A live view for a terminal, or plain lines. */
    static Screen of(PrintWriter out, List<RegionId> regions, boolean isLive) {
        return isLive ? new LiveScreen(out, regions) : new PlainScreen(out);
    }
}
