package dev.baton.runtime.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects every rule that the values of a record break, so that all of them are told and not only the first. For one
 * thread.
 *
 * <p>A reason never holds a value: it may be a secret. Whoever shows the fault knows where the value came from.
 */
final class Faults {

    private final List<Fault> broken = new ArrayList<>();

    /**
     * One broken rule.
     *
     * @param why completes the sentence "the first field …"
     * @param fields those that the rule speaks of; empty text stands for the record itself, dots lead into it
     */
    record Fault(String why, List<String> fields) {
        Fault {
            fields = List.copyOf(fields);
        }
    }

    /** Notes {@code why} unless the rule {@code holds}. */
    Faults require(boolean holds, String why, String... fields) {
        if (!holds) {
            broken.add(new Fault(why, List.of(fields)));
        }
        return this;
    }

    /** Throws {@link BrokenRulesException} if any rule was broken. */
    void throwIfAny() {
        if (!broken.isEmpty()) {
            throw new BrokenRulesException(broken);
        }
    }
}
