package dev.baton.oci;

import static dev.baton.oci.StreamingRegion.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import dev.baton.runtime.monitor.RegionProbe;
import dev.baton.testkit.cloud.CloudFault;
import dev.baton.testkit.cloud.OciStreams;
import dev.baton.testkit.cloud.OciStreams.Lifecycle;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when a region of OCI Streaming does not serve. */
class StreamingProbeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private StreamingRegion region;
    private RegionProbe probe;

    @BeforeEach
    void open() {
        region = StreamingRegion.unlimited(directory);
        probe = region.service.probe(List.of(STREAM));
    }

    @AfterEach
    void close() {
        probe.close();
        region.close();
    }

    @Test
    void shouldWriteAndReadBack() {
        // When
        ProbeResult result = probe.probe(TIMEOUT);

        // Then
        assertThat(result).isInstanceOf(ProbeResult.Ok.class);
        assertThat(result.steps()).extracting(ProbeStep::name).containsExactly("write", "read back");
    }

    @Test
    void shouldTellADeletedStreamByTheControlPlane() {
        // Given
        probe.probe(TIMEOUT);

        // When
        region.streams.lifecycle(region.id, Lifecycle.DELETED);

        // Then
        assertThat(failure()).contains("404 NotAuthorizedOrNotFound", "the stream is DELETED, says the control plane");
        region.streams.lifecycle(region.id, Lifecycle.ACTIVE);
        assertThat(probe.probe(TIMEOUT)).isInstanceOf(ProbeResult.Ok.class);
    }

    @Test
    void shouldBelieveTheControlPlaneThatAStreamIsBeingDeletedAlthoughItServes() {
        // Given
        assertThat(probe.probe(TIMEOUT)).isInstanceOf(ProbeResult.Ok.class);

        // When
        region.streams.lifecycle(region.id, Lifecycle.DELETING);

        // Then
        await().atMost(TIMEOUT).until(() -> probe.probe(TIMEOUT) instanceof ProbeResult.Failed);
        assertThat(failure()).startsWith("control plane").contains("'flights' is DELETING");
        region.streams.lifecycle(region.id, Lifecycle.ACTIVE);
        await().atMost(TIMEOUT).until(() -> probe.probe(TIMEOUT) instanceof ProbeResult.Ok);
    }

    @Test
    void shouldFindAStreamThatWasDeletedBefore() {
        // Given
        region.streams.lifecycle(region.id, Lifecycle.DELETED);

        // Then
        assertThat(failure()).contains("has no active stream 'flights'");
    }

    @Test
    void shouldGoOnWhileAStreamIsUpdated() {
        // Given
        region.streams.lifecycle(region.id, Lifecycle.UPDATING);
        region.streams.lifecycle(region.id, Lifecycle.ACTIVE);
        probe.probe(TIMEOUT);

        // When
        region.streams.lifecycle(region.id, Lifecycle.UPDATING);

        // Then
        assertThat(probe.probe(TIMEOUT)).isInstanceOf(ProbeResult.Ok.class);
    }

    @Test
    void shouldTellThrottlingFromErrorsAndFromSilence() {
        probe.probe(TIMEOUT);
        region.server.failNextWrites(CloudFault.THROTTLED);
        assertThat(failure()).contains("429 TooManyRequests", "throttled");
        region.server.failNextWrites(CloudFault.BROKEN);
        assertThat(failure()).contains("500 InternalServerError", "an error of the service", "calls the stream ACTIVE");
        region.server.failNextWrites(CloudFault.DELAYED);
        assertThat(failure()).contains("did not answer in time");
        region.server.close();
        assertThat(failure()).contains("cannot be reached", "the control plane does not answer either");
    }

    @Test
    void shouldSayThatTheClockIsOff() {
        // Given
        region.close();
        region = new StreamingRegion(
                directory, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(6)), OciStreams.Limits.NONE);
        probe = region.service.probe(List.of(STREAM));

        // Then
        assertThat(failure()).contains("401 NotAuthenticated", "the clock of this machine");
    }

    private String failure() {
        ProbeResult result = probe.probe(TIMEOUT);
        assertThat(result).isInstanceOf(ProbeResult.Failed.class);
        return ((ProbeResult.Failed) result).describe();
    }
}
