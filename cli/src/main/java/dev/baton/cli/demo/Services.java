package dev.baton.cli.demo;

import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What the regions of the demo are on. Immutable.
 *
 * @param onOci those on OCI Streaming; the others are on Kafka
 */
record Services(SortedSet<RegionId> onOci) {

    private static final String KAFKA = "kafka";
    private static final String OCI = "oci";

    Services {
        onOci = Collections.unmodifiableSortedSet(new TreeSet<>(onOci));
    }

    /** Reads {@code kafka} or {@code oci} for all regions, or one of them for each in their order, such as {@code oci,kafka}. */
    static final class Converter implements ITypeConverter<Services> {
        @Override
        public Services convert(String text) {
            List<String> words = List.of(text.split(",", -1));
            if (words.size() != 1 && words.size() != Demo.REGIONS.size()
                    || !List.of(KAFKA, OCI).containsAll(words)) {
                throw new TypeConversionException(
                        "'" + text + "' is not kafka, oci, or one of them for each region, such as oci,kafka");
            }
            SortedSet<RegionId> onOci = new TreeSet<>();
            for (int i = 0; i < Demo.REGIONS.size(); i++) {
                if (words.get(words.size() == 1 ? 0 : i).equals(OCI)) {
                    onOci.add(Demo.REGIONS.get(i));
                }
            }
            return new Services(onOci);
        }
    }
}
