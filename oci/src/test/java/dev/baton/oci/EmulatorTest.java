package dev.baton.oci;

import static dev.baton.oci.StreamingRegion.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.streaming.model.CreateGroupCursorDetails;
import com.oracle.bmc.streaming.model.PutMessagesDetails;
import com.oracle.bmc.streaming.model.PutMessagesDetailsEntry;
import com.oracle.bmc.streaming.model.PutMessagesResult;
import com.oracle.bmc.streaming.model.UpdateGroupDetails;
import com.oracle.bmc.streaming.requests.ConsumerCommitRequest;
import com.oracle.bmc.streaming.requests.CreateGroupCursorRequest;
import com.oracle.bmc.streaming.requests.GetGroupRequest;
import com.oracle.bmc.streaming.requests.GetMessagesRequest;
import com.oracle.bmc.streaming.requests.PutMessagesRequest;
import com.oracle.bmc.streaming.requests.UpdateGroupRequest;
import com.oracle.bmc.streaming.responses.GetMessagesResponse;
import dev.baton.core.RegionId;
import dev.baton.oci.StreamingClients.Found;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.OciStreamsConfig;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciStreams;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the emulator does that Oracle documents, seen through Oracle's SDK: the calls of the demonstration among them. */
class EmulatorTest {

    private static final int TIMEOUT_MILLIS = 30_000;

    @TempDir
    private Path directory;

    private final OciIdentity user = OciIdentity.create();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource source = () -> now;
    private final OciStreams streams =
            new OciStreams("fra", source.withZone(ZoneOffset.UTC), OciStreams.Limits.DOCUMENTED);
    private final String id = streams.create("one", 1);
    private CloudServer server;
    private StreamingClients clients;
    private Found stream;

    @BeforeEach
    void open() {
        server = CloudServer.ociStreaming(streams, user, Clock.systemUTC());
        clients = new StreamingClients(
                new RegionId("r1"),
                new OciStreamsConfig(
                        null,
                        null,
                        null,
                        server.uri(), // as an API gateway's
                        server.uri(),
                        new OciStreamsConfig.Login(OciAuth.CONFIG_FILE, null, user.write(directory))));
        stream = clients.stream(id);
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @Test
    void shouldExpireCursorsAfterFiveMinutes() {
        // Given
        put("a");
        String cursor = MessageReader.oldest(stream, 0);
        now = now.plus(Duration.ofMinutes(5));
        assertThat(MessageReader.get(stream, cursor, 1).messages()).hasSize(1);

        // When
        now = now.plusMillis(1);

        // Then
        assertThatThrownBy(() -> MessageReader.get(stream, cursor, 1))
                .isInstanceOfSatisfying(
                        BmcException.class, e -> assertThat(e.getStatusCode()).isEqualTo(400));
    }

    @Test
    void shouldDeleteWhatIsOlderThanTheRetention() {
        // Given
        put("a");
        now = now.plus(Duration.ofHours(24));
        put("b");

        // When
        now = now.plusMillis(1);

        // Then
        assertThat(MessageReader.get(stream, MessageReader.oldest(stream, 0), 10)
                        .messages())
                .extracting(message -> message.getOffset())
                .containsExactly(1L);
        assertThatThrownBy(() -> MessageReader.atOffset(stream, 0, 0)).isInstanceOf(BmcException.class);
    }

    @Test
    void shouldCommitWhatTheGetBeforeGaveAndOnlyThen() {
        // Given
        put("a", "b");
        GetMessagesResponse first = get(join("i1", true, CreateGroupCursorDetails.Type.TrimHorizon), 1);
        assertThat(committed()).isEqualTo(-1);

        // When
        get(first.getOpcNextCursor(), 1);

        // Then
        assertThat(committed()).isZero();
    }

    @Test
    void shouldGiveAPartitionToAnotherAfterTheTimeoutAndRefuseALateCommit() {
        // Given
        put("a");
        GetMessagesResponse first = get(join("i1", false, CreateGroupCursorDetails.Type.TrimHorizon), 1);
        assertThat(first.getItems()).hasSize(1);
        now = now.plusMillis(TIMEOUT_MILLIS - 1);
        String second = join("i2", false, CreateGroupCursorDetails.Type.Latest);
        assertThat(get(second, 1).getItems()).isEmpty();

        // When
        now = now.plusMillis(1);

        // Then: the type is ignored, as the group exists
        assertThat(get(second, 1).getItems()).hasSize(1);
        assertThatThrownBy(() -> stream.client()
                        .consumerCommit(ConsumerCommitRequest.builder()
                                .streamId(id)
                                .cursor(first.getOpcNextCursor())
                                .build()))
                .isInstanceOf(BmcException.class);
        assertThat(committed()).isEqualTo(-1);
    }

    @Test
    void shouldMoveAGroupAsAWhole() {
        // Given
        put("a");
        String cursor = join("i1", false, CreateGroupCursorDetails.Type.Latest);
        assertThat(get(cursor, 1).getItems()).isEmpty();

        // When
        stream.client()
                .updateGroup(UpdateGroupRequest.builder()
                        .streamId(id)
                        .groupName("g")
                        .updateGroupDetails(UpdateGroupDetails.builder()
                                .type(UpdateGroupDetails.Type.TrimHorizon)
                                .build())
                        .build());

        // Then
        assertThat(get(cursor, 1).getItems()).hasSize(1);
    }

    @Test
    void shouldAllowFiveGetsASecondAndGroup() {
        // Given
        String cursor = join("i1", false, CreateGroupCursorDetails.Type.TrimHorizon);
        for (int i = 0; i < 5; i++) {
            get(cursor, 1);
        }

        // When
        // Then
        assertThatThrownBy(() -> get(cursor, 1))
                .isInstanceOfSatisfying(
                        BmcException.class, e -> assertThat(e.getStatusCode()).isEqualTo(429));
        now = now.plusSeconds(1);
        assertThat(get(cursor, 1).getItems()).isEmpty();
    }

    @Test
    void shouldTakeOneMegabyteASecondAndPartitionAndRequest() {
        // Given
        byte[] half = new byte[600_000];

        // When
        PutMessagesResult first = put(half);
        PutMessagesResult second = put(half);

        // Then
        assertThat(first.getFailures()).isZero();
        assertThat(second.getFailures()).isOne();
        assertThat(second.getEntries().get(0).getError()).isNotNull();
        assertThat(second.getEntries().get(0).getOffset()).isNull();
        assertThatThrownBy(() -> put(half, half))
                .isInstanceOfSatisfying(
                        BmcException.class, e -> assertThat(e.getStatusCode()).isEqualTo(400));
        now = now.plusSeconds(1);
        assertThat(put(half).getFailures()).isZero();
    }

    private void put(String... values) {
        put(Arrays.stream(values).map(StreamingRegion::bytes).toArray(byte[][]::new));
    }

    private PutMessagesResult put(byte[]... values) {
        return stream.client()
                .putMessages(PutMessagesRequest.builder()
                        .streamId(id)
                        .putMessagesDetails(PutMessagesDetails.builder()
                                .messages(Arrays.stream(values)
                                        .map(value -> PutMessagesDetailsEntry.builder()
                                                .key(bytes("k"))
                                                .value(value)
                                                .build())
                                        .toList())
                                .build())
                        .build())
                .getPutMessagesResult();
    }

    private String join(String instance, boolean commitOnGet, CreateGroupCursorDetails.Type type) {
        return stream.client()
                .createGroupCursor(CreateGroupCursorRequest.builder()
                        .streamId(id)
                        .createGroupCursorDetails(CreateGroupCursorDetails.builder()
                                .type(type)
                                .groupName("g")
                                .instanceName(instance)
                                .timeoutInMs(TIMEOUT_MILLIS)
                                .commitOnGet(commitOnGet)
                                .build())
                        .build())
                .getCursor()
                .getValue();
    }

    private GetMessagesResponse get(String cursor, int limit) {
        return stream.client()
                .getMessages(GetMessagesRequest.builder()
                        .streamId(id)
                        .cursor(cursor)
                        .limit(limit)
                        .build());
    }

    private long committed() {
        return stream.client()
                .getGroup(GetGroupRequest.builder().streamId(id).groupName("g").build())
                .getGroup()
                .getReservations()
                .get(0)
                .getCommittedOffset();
    }
}
