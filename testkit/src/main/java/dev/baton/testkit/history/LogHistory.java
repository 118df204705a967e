package dev.baton.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What took effect in one log, in order. For one thread. */
final class LogHistory {

    private static final long NEVER = Long.MIN_VALUE;

    private final long boundMicros;
    private final Map<String, Long> newest = new HashMap<>();
    /** Longer than the bound, and nobody is known to have waited through it. */
    private final List<Silence> silences = new ArrayList<>();

    private long lastMicros = NEVER;
    private long term;

    /** A time without an effect. */
    record Silence(long fromMicros, long toMicros) {}

    LogHistory(long boundMicros) {
        this.boundMicros = boundMicros;
    }

    /** The newest term that had an effect here. */
    long term() {
        return term;
    }

    /** Something took effect. */
    void effect(long atMicros, long ofTerm) {
        silence(atMicros);
        lastMicros = Math.max(lastMicros, atMicros);
        term = Math.max(term, ofTerm);
    }

    /** Nothing takes effect any more. */
    void end(long atMicros) {
        silence(atMicros);
    }

    private void silence(long toMicros) {
        if (lastMicros == NEVER || toMicros - lastMicros > boundMicros) {
            silences.add(new Silence(lastMicros, toMicros));
        }
    }

    /** False if a later acknowledged event of the same producer took effect before. */
    boolean isInOrder(EventName event) {
        long number = event.number();
        return newest.merge(event.producer(), number, Math::max) == number;
    }

    /** The silences through which an event waited that was acknowledged then and has taken no effect before; each is told once. */
    List<Silence> waited(long ackedMicros) {
        List<Silence> found = new ArrayList<>();
        for (Iterator<Silence> each = silences.iterator(); each.hasNext(); ) {
            Silence silence = each.next();
            long since = Math.max(ackedMicros, silence.fromMicros());
            if (silence.toMicros() - since > boundMicros) {
                found.add(silence);
                each.remove();
            }
        }
        return found;
    }
}
