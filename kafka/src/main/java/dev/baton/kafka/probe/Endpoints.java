package dev.baton.kafka.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * The addresses that clients of a region begin with. Kafka's clients keep quiet about a connection that is refused and try again
 * until their time is up; asking the network first tells within a round trip that nobody is there.
 */
final class Endpoints {

    private final List<String> servers;

    /** {@code bootstrapServers} as Kafka's clients read it: {@code host:port}, separated by commas. */
    Endpoints(String bootstrapServers) {
        this.servers = Arrays.stream(bootstrapServers.split(","))
                .map(String::strip)
                .filter(server -> !server.isEmpty())
                .toList();
    }

    /**
     * Returns when one of them accepts a connection; each has an equal share of the time that is left.
     *
     * @throws IOException if none does; the message is for people
     */
    void connect(Countdown countdown) throws IOException {
        IOException last = new IOException("no bootstrap.servers are configured");
        for (int i = 0; i < servers.size(); i++) {
            Duration share = countdown.left().dividedBy(servers.size() - i);
            try {
                connect(servers.get(i), share);
                return;
            } catch (IOException e) {
                last = new IOException(servers.get(i) + ": " + e.getMessage(), e);
            }
        }
        throw last;
    }

    private static void connect(String server, Duration atMost) throws IOException {
        String host = Utils.getHost(server);
        Integer port = Utils.getPort(server);
        if (host == null || port == null) {
            throw new IOException("is not of the form host:port");
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("the host name cannot be resolved");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) Math.max(1, atMost.toMillis()));
        }
    }
}
