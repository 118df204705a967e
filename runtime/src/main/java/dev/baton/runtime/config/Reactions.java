package dev.baton.runtime.config;

import dev.baton.core.RegionId;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that tie hooks and markers to the regions. */
final class Reactions {

    /** A part of the key of an object. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    private static final Pattern OBJECT =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}/){0,2}[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}");

    private final Set<RegionId> regions;
    private final SortedMap<String, HookConfig> hooks;
    private final @Nullable MarkersConfig markers;

    Reactions(Set<RegionId> regions, SortedMap<String, HookConfig> hooks, @Nullable MarkersConfig markers) {
        this.regions = regions;
        this.hooks = hooks;
        this.markers = markers;
    }

    void check(Faults faults) {
        hooks.forEach((name, hook) -> {
            faults.require(
                    NAME.matcher(name).matches(),
                    "is not a name for a hook; use 1 to 63 letters, digits, dashes or underscores",
                    "hooks." + name);
            requireRegion(hook.region(), "hooks." + name + ".region", faults);
            requireRegion(hook.agent(), "hooks." + name + ".agent", faults);
        });
        if (markers != null) {
            markers.objects().forEach((region, object) -> {
                requireRegion(region, "markers.objects." + region, faults);
                faults.require(
                        OBJECT.matcher(object).matches(),
                        "is not a name for an object; use 1 to 63 letters, digits, dots, dashes or underscores, not"
                                + " starting with a dot; up to three of them joined by '/'",
                        "markers.objects." + region);
            });
        }
    }

    private void requireRegion(@Nullable RegionId region, String path, Faults faults) {
        faults.require(
                region == null || regions.contains(region),
                "is none of the regions; use one of " + Words.list(regions),
                path,
                "regions");
    }
}
