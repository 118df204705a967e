package dev.baton.runtime.config;

import dev.baton.runtime.config.Faults.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** The arguments of a record's constructor break these rules. */
final class BrokenRulesException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    BrokenRulesException(List<Fault> faults) {
        super(faults.stream().map(BrokenRulesException::sentence).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    List<Fault> faults() {
        return faults;
    }

    private static String sentence(Fault fault) {
        String field = fault.fields().get(0);
        return field.isEmpty() ? fault.why() : field + ": " + fault.why();
    }
}
