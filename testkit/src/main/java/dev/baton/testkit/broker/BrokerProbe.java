package dev.baton.testkit.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a starting broker whether it serves; connects Kafka's client only when something listens. For one thread. */
final class BrokerProbe implements AutoCloseable {

    private static final int CONNECT_MILLIS = 500;
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(1);

    private final BrokerOptions options;
    private @Nullable BrokerAdmin admin;
    private int port;

    BrokerProbe(BrokerOptions options) {
        this.options = options;
    }

    boolean serves(int localPort) {
        return accepts(localPort) && admin(localPort).servesCluster(BrokerStorage.clusterId(options.directory()));
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
        }
    }

    private BrokerAdmin admin(int localPort) {
        if (admin == null || port != localPort) {
            close();
            admin = new BrokerAdmin(options.name(), "127.0.0.1:" + localPort, ANSWER_DEADLINE);
            port = localPort;
        }
        return admin;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
