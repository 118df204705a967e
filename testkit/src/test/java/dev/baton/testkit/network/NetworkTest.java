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
        assertThat(answers(into)).isFalse();
        assertThat(answers(outOf)).isFalse();
        assertThat(answers(later)).isFalse();
        assertThat(answers(within)).isTrue();
        assertThat(answers(elsewhere)).isTrue();

        // When
        network.heal(R1);
        network.heal(R1);

        // Then
        assertThat(answers(into)).isTrue();
        assertThat(answers(outOf)).isTrue();
        assertThat(answers(later)).isTrue();
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
        assertThat(answers(between)).isFalse();
        network.heal(R2);
        assertThat(answers(between)).isTrue();
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
        assertThat(answers(link.port())).isFalse();
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

    private static boolean answers(int port) throws IOException {
        try (Socket socket = Endpoint.connect(port)) {
            socket.setSoTimeout(150);
            socket.getOutputStream().write(7);
            return socket.getInputStream().read() == 7;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
