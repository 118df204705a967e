package dev.baton.cli.demo.stage;

import dev.baton.core.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a run keeps its logs and data. */
public final class RunDirectory {

    private RunDirectory() {}

    /**
     * An empty directory: the one that was chosen, or a new one with that prefix.
     *
     * @throws InvalidConfigurationException if the one that was chosen cannot be used
     */
    public static Path prepare(@Nullable Path chosen, String prefix) throws IOException {
        if (chosen == null) {
            return Files.createTempDirectory(prefix);
        }
        if (Files.exists(chosen) && !Files.isDirectory(chosen)) {
            throw new InvalidConfigurationException("--directory " + chosen + " is not a directory; name another");
        }
        Files.createDirectories(chosen);
        try (Stream<Path> content = Files.list(chosen)) {
            if (content.findAny().isPresent()) {
                throw new InvalidConfigurationException(
                        "--directory " + chosen + " is not empty; name a new or an empty one");
            }
        }
        return chosen;
    }

    /** Removes it with everything in it. */
    public static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
