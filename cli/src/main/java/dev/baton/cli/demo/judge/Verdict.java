package dev.baton.cli.demo.judge;

import java.util.ArrayList;
import java.util.List;

/**
 * What the ledger and the rows say together. Immutable.
 *
 * @param produced events that the producer was given
 * @param acked of these, acknowledged
 * @param failed of these, not acknowledged; nothing was promised for them
 * @param applied different events of the ledger that took effect
 * @param lost acknowledged events without an effect
 * @param duplicates effects beyond the first of an event
 * @param reordered acknowledged events whose effect came after that of a later one of the same partition
 * @param phantoms effects of events that nobody sent
 */
public record Verdict(
        long produced,
        long acked,
        long failed,
        long applied,
        Finding lost,
        Finding duplicates,
        Finding reordered,
        Finding phantoms) {

    /**
     * How often something was found that must not be.
     *
     * @param count of all
     * @param examples the names of the first few
     */
    public record Finding(long count, List<String> examples) {
        private static final int MAX_EXAMPLES = 5;

        public Finding {
            examples = List.copyOf(examples);
        }

        static Finding of(List<String> events) {
            return new Finding(events.size(), events.subList(0, Math.min(MAX_EXAMPLES, events.size())));
        }

        private void addTo(List<String> complaints, String what) {
            if (count > 0) {
                complaints.add(count + " " + what + ", such as " + String.join(", ", examples));
            }
        }
    }

    /** A sentence for each promise that was broken; none if all were kept. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        lost.addTo(complaints, "acknowledged events were lost");
        duplicates.addTo(complaints, "effects were repeated");
        reordered.addTo(complaints, "events took effect out of order");
        phantoms.addTo(complaints, "effects belong to events that nobody sent");
        return complaints;
    }
}
