package dev.baton.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkTest {

    private static final String OUTSIDE = "outside";
    private static final String R1 = "r1";
    private static final String R2 = "r2";
    private static final int SHORT_MILLIS = 150;
    private static final int LONG_MILLIS = 10_000;

    private final Network network = Network.open();
    private ServerSocket server;

    @BeforeEach
    void startServer() throws IOException {
        server = Endpoint.echo();
    }

    @AfterEach
    void close() throws IOException {
        network.close();
        server.close();
    }

    @Test
    void shouldCutWhatLeadsIntoAndOutOfAnIsolatedZoneOnly() throws Exception {
        // Given
        int into = network.link(OUTSIDE, R1, server.getLocalPort());
        int outOf = network.link(R1, R2, server.getLocalPort());
        int within = network.link(R1, R1, server.getLocalPort());
        int elsewhere = network.link(OUTSIDE, R2, server.getLocalPort());

        // When
        network.isolate(R1);
        network.isolate(R1);
        int later = network.link(R2, R1, server.getLocalPort());

        // Then
        assertThat(answersWithin(SHORT_MILLIS, into)).isFalse();
        assertThat(answersWithin(SHORT_MILLIS, outOf)).isFalse();
        assertThat(answersWithin(SHORT_MILLIS, later)).isFalse();
        assertThat(answersWithin(LONG_MILLIS, within)).isTrue();
        assertThat(answersWithin(LONG_MILLIS, elsewhere)).isTrue();

        // When
        network.heal(R1);
        network.heal(R1);

        // Then
        assertThat(answersWithin(LONG_MILLIS, into)).isTrue();
        assertThat(answersWithin(LONG_MILLIS, outOf)).isTrue();
        assertThat(answersWithin(LONG_MILLIS, later)).isTrue();
    }

    @Test
    void shouldKeepALinkCutWhileItsOtherEndIsIsolated() throws Exception {
        // Given
        int between = network.link(R1, R2, server.getLocalPort());
        network.isolate(R1);
        network.isolate(R2);

        // When
        network.heal(R1);

        // Then
        assertThat(answersWithin(SHORT_MILLIS, between)).isFalse();
        network.heal(R2);
        assertThat(answersWithin(LONG_MILLIS, between)).isTrue();
    }

    @Test
    void shouldLeaveALinkCutThatWasCutByItself() throws Exception {
        // Given
        FaultProxy link = network.link(OUTSIDE, R1);
        link.forwardTo(server.getLocalPort());
        link.cut();

        // When
        network.isolate(R2);
        network.heal(R2);

        // Then
        assertThat(answersWithin(SHORT_MILLIS, link.port())).isFalse();
    }

    @Test
    void shouldRefuseOrdersAfterItsEnd() {
        // Given
        FaultProxy link = network.link(OUTSIDE, R1);

        // When
        network.close();

        // Then
        assertThatThrownBy(() -> network.link(OUTSIDE, R2)).isInstanceOf(TestbedException.class);
        assertThatThrownBy(() -> Endpoint.connect(link.port())).isInstanceOf(IOException.class);
        link.close();
        network.close();
    }

    private static boolean answersWithin(int millis, int port) throws IOException {
        try (Socket socket = Endpoint.connect(port)) {
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(7);
            return socket.getInputStream().read() == 7;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
