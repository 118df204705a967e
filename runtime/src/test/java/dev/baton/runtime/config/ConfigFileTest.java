package dev.baton.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("baton.yaml");
    }

    @Test
    void shouldLoadAFile() throws IOException {
        // Given
        Files.writeString(file, SampleConfig.with("/var/lib/baton", "store"));

        // When
        BatonConfig config = BatonConfig.load(file);

        // Then
        assertThat(config.token()).isEqualTo(TokenConfig.in(new StoreConfig.Directory(folder.resolve("store"))));
    }

    @Test
    void shouldNameTheFileInMessages() throws IOException {
        Files.writeString(file, "name: payments\n");

        assertRefused(":1: streams: needs at least one stream, such as 'orders: {}'");
    }

    @Test
    void shouldRefuseAFileThatDoesNotExist() {
        assertRefused(": does not exist; 'baton init' writes one to start from");
    }

    @Test
    void shouldRefuseADirectory() throws IOException {
        Files.createDirectory(file);

        assertRefused(": is a directory, not a file");
    }

    @Test
    void shouldRefuseAFileThatMayNotBeRead() throws IOException {
        Files.writeString(file, SampleConfig.YAML);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-wx------"));
        assumeThat(Files.isReadable(file)).as("root may read anything").isFalse();

        assertRefused(": may not be read by this user");
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() throws IOException {
        Files.write(file, "name: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertRefused(": is not UTF-8 text (line 1)");
    }

    @Test
    void shouldRefuseTextThatEndsInTheMiddleOfACharacter() throws IOException {
        Files.write(file, new byte[] {'a', ':', '\n', (byte) 0xC3});

        assertRefused(": is not UTF-8 text (line 2)");
    }

    @Test
    void shouldRefuseAFileThatIsTooLarge() throws IOException {
        Files.writeString(file, SampleConfig.YAML + "#".repeat(1024 * 1024));

        assertRefused(": is larger than 1024 KiB");
    }

    @Test
    void shouldRefuseAnEmptyFile() throws IOException {
        Files.createFile(file);

        assertRefused(":1: is empty; 'baton init' writes a file to start from");
    }

    @Test
    void shouldPutInTheContentOfFiles() throws IOException {
        // Given
        Path secret = Files.writeString(folder.resolve("secret"), "hunter2\n\n");
        Files.writeString(
                file,
                SampleConfig.with(
                        "bootstrap.servers: localhost:9092",
                        "bootstrap.servers: localhost:9092\n      a: ${file:" + secret
                                + "}\n      b: <${file:secret}>"));

        // When
        BatonConfig config = BatonConfig.load(file);

        // Then
        assertThat(config.region(new RegionId("r1")).kafka())
                .containsEntry("a", "hunter2")
                .containsEntry("b", "<hunter2>");
    }

    @Test
    void shouldNotTakeAnyFileForASecret() throws IOException {
        // Given
        Files.writeString(folder.resolve("large"), "hunter2".repeat(10_000));
        Files.write(folder.resolve("binary"), new byte[] {'h', (byte) 0xFF});
        Files.writeString(
                file,
                SampleConfig.with(
                        "bootstrap.servers: localhost:9092",
                        "bootstrap.servers: localhost:9092\n      a: ${file:large}\n      b: ${file:binary}"));

        // When // Then
        assertThatThrownBy(() -> BatonConfig.load(file))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(file + ":6: regions.r1.kafka.a: '${file:large}' refers to the file 'large',"
                        + " which is larger than 64 KiB\n" + file
                        + ":7: regions.r1.kafka.b: '${file:binary}' refers to the file 'binary',"
                        + " which is not UTF-8 text (line 1)");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> BatonConfig.load(file))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(file + message);
    }
}
