package dev.baton.cli.demo.stage;

import dev.baton.core.RegionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** The {@code baton.yaml} of one zone. */
final class BatonYaml {

    private BatonYaml() {}

    /** Writes the file and returns it; {@code regions} and {@code stores} are what it says of each. */
    static Path write(StagePlan plan, String zone, Map<RegionId, String> regions, SortedMap<String, String> stores)
            throws IOException {
        StringBuilder yaml = new StringBuilder("# How the demo looks from zone '" + zone + "'.\n");
        yaml.append("name: ").append(StagePlan.NAME).append("\nregions:\n");
        for (RegionId region : plan.regions()) {
            yaml.append("  ")
                    .append(region)
                    .append(": ")
                    .append(regions.get(region))
                    .append('\n');
        }
        yaml.append("streams:\n  ").append(plan.stream()).append(": {}\n");
        yaml.append("token:\n  stores:\n");
        stores.forEach((store, section) -> yaml.append("    \"")
                .append(store)
                .append("\": ")
                .append(section)
                .append('\n'));
        yaml.append("consumers: { handover: ")
                .append(plan.handover().name().toLowerCase(Locale.ROOT))
                .append(" }\n");
        if (!plan.monitor().isEmpty()) {
            yaml.append("monitor:\n");
            plan.monitor().forEach((key, value) -> yaml.append("  ")
                    .append(key)
                    .append(": ")
                    .append(value)
                    .append('\n'));
        }
        Path file = plan.directory().resolve(zone.equals(Wiring.OUTSIDE) ? "baton.yaml" : "baton-" + zone + ".yaml");
        return Files.writeString(file, yaml);
    }
}
