package dev.baton.testkit.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the ledgers and the effects say together. Immutable.
 *
 * @param produced events that producers were given
 * @param acked of these, acknowledged
 * @param refused of these, not taken
 * @param applied different events of the ledgers that took effect
 * @param findings by verdict; all of them are there
 */
public record Judgement(long produced, long acked, long refused, long applied, Map<Verdict, Finding> findings) {

    public Judgement {
        EnumMap<Verdict, Finding> all = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            all.put(verdict, findings.getOrDefault(verdict, Finding.NONE));
        }
        findings = Collections.unmodifiableMap(all);
    }

    /**
     * How often something was found that must not be.
     *
     * @param count of all
     * @param examples the first few
     */
    public record Finding(long count, List<String> examples) {
        static final Finding NONE = new Finding(0, List.of());
        private static final int MAX_EXAMPLES = 5;

        public Finding {
            examples = List.copyOf(examples);
        }

        Finding with(String example) {
            if (examples.size() == MAX_EXAMPLES) {
                return new Finding(count + 1, examples);
            }
            List<String> more = new ArrayList<>(examples);
            more.add(example);
            return new Finding(count + 1, more);
        }
    }

    /** Events that were not acknowledged; nothing is promised for those that were taken. */
    public long failed() {
        return produced - acked;
    }

    /** What was found of that kind. */
    public Finding finding(Verdict verdict) {
        return findings.getOrDefault(verdict, Finding.NONE);
    }

    /** How often it was found. */
    public long count(Verdict verdict) {
        return finding(verdict).count();
    }

    /** A sentence for each promise that was broken; none if all were kept. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        findings.forEach((verdict, finding) -> {
            if (finding.count() > 0) {
                complaints.add(finding.count() + " " + verdict.sentence() + " (" + verdict.word() + "), such as "
                        + String.join(", ", finding.examples()));
            }
        });
        return complaints;
    }
}
