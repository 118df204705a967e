package dev.baton.runtime.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.config.TokenConfig;
import dev.baton.runtime.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStoresTest {

    @TempDir
    private Path directory;

    @Test
    void shouldOpenThreeOfWhichOneIsNotThere() throws IOException {
        // Given
        Files.writeString(directory.resolve("c"), "a file, and no directory");
        TokenConfig config = three(new StoreConfig.Directory(directory.resolve("c")));

        // When
        try (ObjectStore store = TokenStores.open(config, "payments", () -> "n1")) {
            // Then
            assertThat(store.describe()).contains("a (directory", "b (directory", "c (Directory");
        }
    }

    @Test
    void shouldSayAtOnceThatTheModuleOfOneIsMissing() {
        // Given
        TokenConfig config = three(new StoreConfig.S3("bucket", "", null, null, false, null));

        // Then
        assertThatThrownBy(() -> TokenStores.open(config, "payments", () -> "n1"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("baton-s3");
    }

    private TokenConfig three(StoreConfig third) {
        Map<String, StoreConfig> stores = Map.of(
                "a", new StoreConfig.Directory(directory.resolve("a")),
                "b", new StoreConfig.Directory(directory.resolve("b")),
                "c", third);
        return new TokenConfig(new TreeMap<>(stores), TokenConfig.DEFAULT_TTL, TokenConfig.DEFAULT_POLL);
    }
}
