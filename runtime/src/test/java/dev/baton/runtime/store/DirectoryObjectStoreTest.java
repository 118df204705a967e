package dev.baton.runtime.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest {

    private static final String KEY = "payments/token";

    @TempDir
    private Path directory;

    private final FaultyDisk disk = new FaultyDisk();
    private DirectoryObjectStore store;
    private DirectoryObjectStore other;

    @BeforeEach
    void openStores() {
        store = new DirectoryObjectStore(directory, disk);
        other = DirectoryObjectStore.open(directory);
    }

    @Test
    void shouldKeepEveryVersionAsAFileOfItsOwn() throws IOException {
        // When
        putVersions(3);

        // Then
        assertThat(names(object())).containsExactly("000000000001", "000000000002", "000000000003");
        assertThat(Files.readString(object().resolve("000000000002"))).isEqualTo("version 2");
    }

    @Test
    void shouldFindTheNewestOfManyVersions() {
        for (int count = 1; count <= 70; count++) {
            // When
            put("version " + count, count - 1);

            // Then
            assertThat(content(store)).isEqualTo("version " + count);
            assertThat(content(DirectoryObjectStore.open(directory))).isEqualTo("version " + count);
        }
    }

    @Test
    void shouldRefuseAWriterThatSleptBetweenLookingAndLinking() {
        // Given
        putVersions(1);
        disk.beforeLink = () -> applied(other.putIfVersion(KEY, bytes("other's"), "1"));

        // When
        PutOutcome slept = store.putIfVersion(KEY, bytes("mine"), "1");

        // Then
        assertThat(slept).isEqualTo(new PutOutcome.Conflict());
        assertThat(content(store)).isEqualTo("other's");
    }

    @Test
    void shouldRefuseAWriterThatSleptThroughManyVersions() {
        // Given
        putVersions(1);
        disk.beforeLink = () -> {
            for (int version = 1; version < 5; version++) {
                applied(other.putIfVersion(KEY, bytes("other's"), String.valueOf(version)));
            }
        };

        // When
        PutOutcome slept = store.putIfVersion(KEY, bytes("mine"), "1");

        // Then
        assertThat(slept).isEqualTo(new PutOutcome.Conflict());
        assertThat(store.get(KEY).orElseThrow().version()).isEqualTo("5");
    }

    @Test
    void shouldChangeNothingOnAFullDisk() throws IOException {
        // Given
        putVersions(1);
        disk.full = true;

        // Then
        assertThatThrownBy(() -> store.putIfVersion(KEY, bytes("mine"), "1"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll(
                        KEY, directory.toString(), FaultyDisk.FULL, "Nothing was changed", "Free space there");
        assertThat(content(other)).isEqualTo("version 1");
        assertThat(names(directory.resolve(Scratch.NAME))).isEmpty();
    }

    @Test
    void shouldChangeNothingIfTheLinkIsRefused() {
        // Given
        putVersions(1);
        disk.beforeLink = () -> {
            throw new FileSystemException("x", null, "Operation not permitted");
        };

        // Then
        assertThatThrownBy(() -> store.putIfVersion(KEY, bytes("mine"), "1"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll("Operation not permitted", "Nothing was changed", "hard links");
        assertThat(content(other)).isEqualTo("version 1");
    }

    @Test
    void shouldSayWhenTheFileSystemHasNoHardLinks() {
        // Given
        disk.beforeLink = () -> {
            throw new UnsupportedOperationException();
        };

        // Then
        assertThatThrownBy(() -> store.putIfAbsent(KEY, bytes("mine")))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll("no hard links", "Nothing was changed", "ext4");
    }

    @Test
    void shouldNotKnowIfALinkFailsAndIsThereNevertheless() {
        // Given
        disk.afterLink = () -> {
            throw new IOException("Input/output error");
        };

        // When
        PutOutcome outcome = store.putIfAbsent(KEY, bytes("mine"));

        // Then
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class).asString().contains("Input/output error");
    }

    @Test
    void shouldNotKnowIfWhatWasLinkedCannotBeMadeDurable() {
        // Given
        putVersions(1);
        disk.unsyncable = true;

        // When
        PutOutcome outcome = store.putIfVersion(KEY, bytes("mine"), "1");

        // Then
        assertThat(outcome).isInstanceOf(PutOutcome.Unknown.class).asString().contains("loss of power");
    }

    @Test
    void shouldShowNobodyAVersionThatALossOfPowerCouldUndo() {
        // Given
        putVersions(1);
        applied(other.putIfVersion(KEY, bytes("not known to be durable"), "1"));
        disk.unsyncable = true;

        // Then
        assertThatThrownBy(() -> store.get(KEY))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("Input/output error");
    }

    @Test
    void shouldSyncEachFolderOnceAndThenOnlyWhatIsNew() {
        // Given
        putVersions(1);
        assertThat(disk.synced).containsExactly(object(), directory.resolve("payments"), directory);
        applied(other.putIfVersion(KEY, bytes("new"), "1"));
        disk.synced.clear();

        // When
        content(store);
        content(store);

        // Then
        assertThat(disk.synced).containsExactly(object());
    }

    @Test
    void shouldCreateAnObjectWhoseFolderIsTakenAwayMeanwhile() {
        // Given
        disk.beforeLink = () -> Files.delete(object());

        // When
        PutOutcome outcome = store.putIfAbsent(KEY, bytes("mine"));

        // Then
        assertThat(outcome).isEqualTo(new PutOutcome.Applied("1"));
        assertThat(content(other)).isEqualTo("mine");
    }

    @Test
    void shouldConflictWithAnObjectThatIsDeletedMeanwhile() {
        // Given
        putVersions(1);
        disk.beforeLink = () -> other.delete(KEY);

        // When
        PutOutcome outcome = store.putIfVersion(KEY, bytes("mine"), "1");

        // Then
        assertThat(outcome).isEqualTo(new PutOutcome.Conflict());
        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void shouldChangeNothingIfItsTemporaryFileWasSweptAwayWhileItWasFrozen() {
        // Given
        putVersions(1);
        disk.beforeLink = () -> {
            age(Duration.ofHours(2));
            DirectoryObjectStore.open(directory).close();
        };

        // Then
        assertThatThrownBy(() -> store.putIfVersion(KEY, bytes("mine"), "1"))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("Nothing was changed");
        assertThat(content(other)).isEqualTo("version 1");
    }

    @Test
    void shouldSweepOnlyOldLeftovers() throws IOException {
        // Given
        Path scratch = Files.createDirectories(directory.resolve(Scratch.NAME));
        Files.writeString(scratch.resolve("old"), "half writ");
        Files.writeString(Files.createDirectory(scratch.resolve("old-object")).resolve("000000000001"), "x");
        age(Duration.ofHours(2));
        Files.writeString(scratch.resolve("fresh"), "half writ");

        // When
        DirectoryObjectStore.open(directory).close();

        // Then
        assertThat(names(scratch)).containsExactly("fresh");
    }

    @Test
    void shouldTakeNothingElseForAnObject() throws IOException {
        // Given
        putVersions(1);
        Files.createDirectories(directory.resolve("lost+found/x@"));
        Files.createDirectories(directory.resolve("folder/without-version@"));
        Files.writeString(directory.resolve("readme"), "x");
        Files.writeString(Files.createDirectories(directory.resolve("no key@")).resolve("000000000001"), "x");

        // Then
        assertThat(store.list("")).containsExactly(KEY);
        assertThat(store.get("folder/without-version")).isEmpty();
        assertThat(store.get("readme")).isEmpty();
    }

    @Test
    void shouldRefuseToReadWhatIsTooLargeToBeAnObject() throws IOException {
        // Given
        Files.createDirectories(object());
        Files.write(object().resolve("000000000001"), new byte[ObjectStore.MAX_BYTES + 1]);

        // Then
        assertThatThrownBy(() -> store.get(KEY))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("larger than 16 MiB");
    }

    @Test
    void shouldNotTakeALostDirectoryForAnEmptyOne() throws IOException {
        // Given
        Files.move(directory, directory.resolveSibling("lost"));
        try {
            // Then
            assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.list("")).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.delete(KEY)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.putIfVersion(KEY, bytes("x"), "1"))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.putIfAbsent(KEY, bytes("x")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(directory.toString(), "Nothing was changed");
        } finally {
            Files.move(directory.resolveSibling("lost"), directory);
        }
    }

    @Test
    void shouldSayWhenTheDirectoryIsAFile() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("file"), "x");

        // Then
        assertThatThrownBy(() -> DirectoryObjectStore.open(file))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll(file.toString(), "'directory' under 'token'");
    }

    @Test
    void shouldSayWhenAFileIsInTheWayOfAFolder() throws IOException {
        // Given
        Files.writeString(directory.resolve("payments"), "x");

        // Then
        assertThatThrownBy(() -> store.putIfAbsent(KEY, bytes("x"))).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void shouldNotBeDisturbedByAnInterrupt() {
        // Given
        Thread.currentThread().interrupt();

        // When
        putVersions(2);
        String seen = content(store);
        store.delete(KEY);

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(seen).isEqualTo("version 2");
        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void shouldLeaveNothingOfADeletedObject() throws IOException {
        // Given
        putVersions(3);

        // When
        store.delete(KEY);

        // Then
        assertThat(names(directory.resolve("payments"))).isEmpty();
        assertThat(names(directory.resolve(Scratch.NAME))).isEmpty();
    }

    private void putVersions(int count) {
        for (int version = 1; version <= count; version++) {
            put("version " + version, version - 1);
        }
    }

    private void put(String text, long expected) {
        applied(
                expected == 0
                        ? store.putIfAbsent(KEY, bytes(text))
                        : store.putIfVersion(KEY, bytes(text), String.valueOf(expected)));
    }

    private static void applied(PutOutcome outcome) {
        assertThat(outcome).isInstanceOf(PutOutcome.Applied.class);
    }

    private Path object() {
        return directory.resolve("payments/token@");
    }

    private void age(Duration age) throws IOException {
        Path scratch = directory.resolve(Scratch.NAME);
        for (String name : names(scratch)) {
            Files.setLastModifiedTime(
                    scratch.resolve(name), FileTime.from(Instant.now().minus(age)));
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private static String content(ObjectStore from) {
        return new String(from.get(KEY).orElseThrow().bytes(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
