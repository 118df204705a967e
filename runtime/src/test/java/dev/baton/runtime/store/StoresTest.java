package dev.baton.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.config.TokenConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {

    @TempDir
    private Path directory;

    @Test
    void shouldMakeTheDirectoryThatIsConfigured() {
        // Given
        Path missing = directory.resolve("var/lib/baton");

        // When
        try (ObjectStore store = Stores.open(TokenConfig.in(new StoreConfig.Directory(missing)))) {
            // Then
            assertThat(store.describe()).isEqualTo("directory " + missing);
            assertThat(Files.isDirectory(missing)).isTrue();
        }
    }

    @Test
    void shouldNotAskAServerBeforeItIsNeeded() {
        // When
        try (ObjectStore store = Stores.open(TokenConfig.in(new StoreConfig.Http(URI.create("http://127.0.0.1:1/"))))) {
            // Then
            assertThat(store.describe()).isEqualTo("object store http://127.0.0.1:1");
        }
    }

    @Test
    void shouldNameTheModuleThatIsMissing() {
        assertThatThrownBy(() -> Stores.open(new StoreConfig.S3("bucket", "", null, null, false)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("The token's store is 's3', but nothing on the class path can open one."
                        + " Add the module dev.baton:baton-s3, of the same version as Baton's others.");
    }
}
