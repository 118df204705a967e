package dev.baton.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FaultProxyTest {

    private static final int SHORT_MILLIS = 150;

    private final Network network = Network.open();
    private final FaultProxy proxy = network.link("outside", "r1");

    @AfterEach
    void closeNetwork() {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldDeliverEveryByteInOrderWhateverHappensToTheLine(long seed) throws Exception {
        try (ServerSocket server = Endpoint.listen()) {
            // Given
            long count = 8_000_000 + seed;
            proxy.forwardTo(server.getLocalPort());
            CompletableFuture<Socket> accepted = Endpoint.daemon(server::accept);
            Socket client = Endpoint.connect(proxy.port());
            Socket target = accepted.get(5, TimeUnit.SECONDS);

            // When
            CompletableFuture<Void> sentUp = Endpoint.sendRandom(client, seed, count);
            CompletableFuture<Void> sentDown = Endpoint.sendRandom(target, -seed, count);
            CompletableFuture<Long> up = Endpoint.receiveRandom(target, seed);
            CompletableFuture<Long> down = Endpoint.receiveRandom(client, -seed);
            disturb(new SplittableRandom(seed), CompletableFuture.allOf(up, down));

            // Then
            assertThat(up.get()).isEqualTo(count);
            assertThat(down.get()).isEqualTo(count);
            assertThat(sentUp).isCompleted();
            assertThat(sentDown).isCompleted();
            await().until(() -> proxy.connections() == 0);
        }
    }

    @Test
    void shouldStallWithoutAWordWhenCutAndGoOnWhenHealed() throws Exception {
        try (ServerSocket server = Endpoint.echo()) {
            // Given
            proxy.forwardTo(server.getLocalPort());
            Socket client = Endpoint.connect(proxy.port());
            assertThat(echo(client, 1)).isEqualTo(1);

            // When
            proxy.cut();
            proxy.cut();
            client.getOutputStream().write(2);

            // Then
            assertSilent(client);
            Socket late = Endpoint.connect(proxy.port());
            late.getOutputStream().write(3);
            assertSilent(late);

            // When
            proxy.heal();

            // Then
            client.setSoTimeout(5_000);
            late.setSoTimeout(5_000);
            assertThat(client.getInputStream().read()).isEqualTo(2);
            assertThat(late.getInputStream().read()).isEqualTo(3);
        }
    }

    @Test
    void shouldHideTheEndOfAConnectionUntilHealed() throws Exception {
        try (ServerSocket server = Endpoint.listen()) {
            // Given
            proxy.forwardTo(server.getLocalPort());
            CompletableFuture<Socket> accepted = Endpoint.daemon(server::accept);
            Socket client = Endpoint.connect(proxy.port());
            Socket target = accepted.get(5, TimeUnit.SECONDS);

            // When
            proxy.cut();
            target.close();

            // Then
            assertSilent(client);
            proxy.heal();
            client.setSoTimeout(5_000);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void shouldResetEveryConnectionUntilHealed() throws Exception {
        try (ServerSocket server = Endpoint.echo()) {
            // Given
            proxy.forwardTo(server.getLocalPort());
            Socket client = Endpoint.connect(proxy.port());
            assertThat(echo(client, 1)).isEqualTo(1);

            // When
            proxy.reset();

            // Then
            assertReset(client);
            assertNewConnectionIsReset();
            assertThat(proxy.connections()).isZero();

            // When
            proxy.heal();

            // Then
            assertThat(echo(Endpoint.connect(proxy.port()), 4)).isEqualTo(4);
        }
    }

    @Test
    void shouldHandOnAResetAndARefusal() throws Exception {
        // Given
        ServerSocket server = Endpoint.listen();
        proxy.forwardTo(server.getLocalPort());
        CompletableFuture<Socket> accepted = Endpoint.daemon(server::accept);
        Socket client = Endpoint.connect(proxy.port());
        Socket target = accepted.get(5, TimeUnit.SECONDS);

        // When
        target.setSoLinger(true, 0);
        target.close();
        server.close();

        // Then
        assertReset(client);
        assertNewConnectionIsReset();
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void shouldKeepTheOtherDirectionOpenWhenOneHasEnded() throws Exception {
        try (ServerSocket server = Endpoint.listen()) {
            // Given
            proxy.forwardTo(server.getLocalPort());
            CompletableFuture<Socket> accepted = Endpoint.daemon(server::accept);
            Socket client = Endpoint.connect(proxy.port());
            Socket target = accepted.get(5, TimeUnit.SECONDS);

            // When
            client.shutdownOutput();

            // Then
            target.setSoTimeout(5_000);
            assertThat(target.getInputStream().read()).isEqualTo(-1);
            target.getOutputStream().write(5);
            client.setSoTimeout(5_000);
            assertThat(client.getInputStream().read()).isEqualTo(5);
        }
    }

    @Test
    void shouldHoldConnectionsUntilItHasATarget() throws Exception {
        try (ServerSocket server = Endpoint.echo()) {
            // Given
            Socket client = Endpoint.connect(proxy.port());
            client.getOutputStream().write(6);
            assertSilent(client);

            // When
            proxy.forwardTo(server.getLocalPort());

            // Then
            client.setSoTimeout(5_000);
            assertThat(client.getInputStream().read()).isEqualTo(6);
        }
    }

    @Test
    void shouldDelayBothDirections() throws Exception {
        try (ServerSocket server = Endpoint.echo()) {
            // Given
            proxy.forwardTo(server.getLocalPort());
            Socket client = Endpoint.connect(proxy.port());
            echo(client, 1);

            // When
            proxy.latency(Duration.ofMillis(60));
            long start = System.nanoTime();
            echo(client, 2);
            Duration roundTrip = Duration.ofNanos(System.nanoTime() - start);

            // Then
            assertThat(roundTrip).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        }
    }

    @Test
    void shouldSlowASenderWhoseReceiverDoesNotRead() throws Exception {
        try (ServerSocket server = Endpoint.listen()) {
            // Given
            proxy.forwardTo(server.getLocalPort());
            CompletableFuture<Socket> accepted = Endpoint.daemon(server::accept);
            Socket client = Endpoint.connect(proxy.port());
            Socket target = accepted.get(5, TimeUnit.SECONDS);
            long count = 64L << 20;

            // When
            CompletableFuture<Void> sent = Endpoint.sendRandom(client, 7, count);

            // Then
            await().during(Duration.ofMillis(500)).until(() -> !sent.isDone());
            assertThat(Endpoint.receiveRandom(target, 7).get()).isEqualTo(count);
        }
    }

    private void disturb(SplittableRandom random, CompletableFuture<?> end) {
        while (!end.isDone()) {
            switch (random.nextInt(4)) {
                case 0 -> proxy.cut();
                case 1 -> proxy.latency(Duration.ofMillis(random.nextInt(5)));
                default -> proxy.heal();
            }
            pause(end, random.nextInt(20));
        }
    }

    private static void pause(CompletableFuture<?> end, int millis) {
        try {
            end.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int echo(Socket socket, int value) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        socket.setSoTimeout(5_000);
        out.write(value);
        return in.read();
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SHORT_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    /** The reset may come while the client still connects. */
    private void assertNewConnectionIsReset() {
        assertThatThrownBy(() -> Endpoint.connect(proxy.port()).getInputStream().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
    }

    private static void assertReset(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
    }
}
