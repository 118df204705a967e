package dev.baton.testkit.ports;

import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses TCP ports of 127.0.0.1 that nobody listens on, and that stay free while a server that had one is restarted.
 *
 * <p>They lie below the range from which systems take the local ports of outgoing connections: otherwise a client that
 * reconnects while a broker is down may be given the very port that the broker needs to come back. No port is chosen
 * twice in the life of this process. Another process may still take a port before it is bound: who starts a server
 * must be ready to choose again. Safe for any thread.
 */
public final class FreePorts {

    private static final int LOWEST = 20_000;
    private static final int BEYOND = 32_000;
    private static final int ATTEMPTS = 2_000;

    private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** A port that is free now. */
    public static int choose() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            if (isFree(port) && CHOSEN.add(port)) {
                return port;
            }
        }
        throw new TestbedException("Among the ports " + LOWEST + " to " + (BEYOND - 1)
                + " of 127.0.0.1 none was found free in " + ATTEMPTS + " attempts. End what listens there.");
    }

    /** So many different ports that are free now. */
    public static List<Integer> choose(int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(choose());
        }
        return List.copyOf(ports);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
