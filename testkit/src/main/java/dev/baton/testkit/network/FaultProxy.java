package dev.baton.testkit.network;

import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * A TCP proxy that delivers every byte in order, unless and for as long as it is told to fail.
 *
 * <table>
 * <caption>What it does in each mode</caption>
 * <tr><th>mode</th><th>established connections</th><th>new connections</th></tr>
 * <tr><td>{@link #heal healed} (at first)</td><td>bytes flow; what had stalled flows on</td><td>are forwarded</td></tr>
 * <tr><td>{@link #cut}</td><td>stall: no byte, no end, no reset passes</td><td>open and stay unanswered</td></tr>
 * <tr><td>{@link #reset}</td><td>are reset, once</td><td>are reset at once</td></tr>
 * </table>
 *
 * <p>It listens on a port of 127.0.0.1 and forwards to another, which may be set, or changed for later connections,
 * at any time; until then connections wait. At most 512 KiB per direction of a connection are under way: a receiver
 * that is slow slows its sender. An end or a reset on one side is handed on to the other. One thread moves all bytes
 * of a {@link Network}. Each order has taken effect when its method returns. Safe for any thread.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int NO_TARGET = 0;
    private static final int BACKLOG = 256;

    private final SelectorLoop loop;
    private final ChunkPool pool;
    private final SelectionKey listener;
    private final int port;
    private final Set<Flow> flows = new HashSet<>();
    private Mode mode = Mode.HEALED;
    private int targetPort = NO_TARGET;
    private long latencyNanos;

    private enum Mode {
        HEALED,
        CUT,
        RESET
    }

    private FaultProxy(SelectorLoop loop, ChunkPool pool, ServerSocketChannel channel) throws IOException {
        this.loop = loop;
        this.pool = pool;
        this.port = channel.socket().getLocalPort();
        this.listener = loop.register(channel, 0, key -> accept());
    }

    /** Listens from when it returns; forwards from {@link #forwardTo} on. In any thread but the loop's. */
    static FaultProxy open(SelectorLoop loop, ChunkPool pool, int port) {
        return loop.call(() -> {
            try {
                ServerSocketChannel channel = ServerSocketChannel.open();
                channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
                return new FaultProxy(loop, pool, channel);
            } catch (IOException e) {
                throw new TestbedException("A proxy could not listen on 127.0.0.1:" + port + ".", e);
            }
        });
    }

    /** The port of 127.0.0.1 that clients connect to; it never changes. */
    public int port() {
        return port;
    }

    /** Sends connections that are made from now on to this port of 127.0.0.1; those that stand stay where they are. */
    public void forwardTo(int newTargetPort) {
        loop.run(() -> {
            targetPort = newTargetPort;
            refresh();
        });
    }

    /** Cuts the line: everything stalls, and nobody is told. Without effect if it is cut. */
    public void cut() {
        change(Mode.CUT);
    }

    /** Makes the line whole: what stalled flows on, nothing is missing. Without effect if it is whole. */
    public void heal() {
        change(Mode.HEALED);
    }

    /** Resets every connection, and each new one at once, until it is healed. */
    public void reset() {
        change(Mode.RESET);
    }

    /** Delays every byte that enters from now on, in each direction; zero, which is the default, delays none. */
    public void latency(Duration oneWay) {
        loop.run(() -> latencyNanos = oneWay.toNanos());
    }

    /** How many connections stand now, stalled ones included. */
    public int connections() {
        return loop.call(flows::size);
    }

    /** Resets every connection and stops listening. May be called again. */
    @Override
    public void close() {
        if (!loop.isClosed()) {
            loop.run(() -> {
                resetAll();
                closeListener();
            });
        }
    }

    boolean isCut() {
        return mode == Mode.CUT;
    }

    long latencyNanos() {
        return latencyNanos;
    }

    int targetPort() {
        return targetPort;
    }

    void onEnded(Flow flow) {
        flows.remove(flow);
    }

    private void change(Mode next) {
        loop.run(() -> {
            mode = next;
            if (next == Mode.RESET) {
                resetAll();
            }
            Set.copyOf(flows).forEach(Flow::onModeChanged);
            refresh();
        });
    }

    private void refresh() {
        if (listener.isValid()) {
            boolean accepts = mode == Mode.RESET || (mode == Mode.HEALED && targetPort != NO_TARGET);
            listener.interestOps(accepts ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    private void accept() {
        try {
            SocketChannel client = ((ServerSocketChannel) listener.channel()).accept();
            if (client != null) {
                accept(client);
            }
        } catch (IOException e) {
            // The client has left, or there are no descriptors: the next one may fare better.
            return;
        }
    }

    private void accept(SocketChannel client) {
        if (mode == Mode.RESET) {
            Flow.hardClose(client);
            return;
        }
        try {
            flows.add(Flow.open(this, loop, pool, client));
        } catch (IOException e) {
            Flow.hardClose(client);
        }
    }

    private void resetAll() {
        Set.copyOf(flows).forEach(Flow::reset);
    }

    private void closeListener() {
        try {
            listener.channel().close();
        } catch (IOException e) {
            throw new TestbedException("The proxy on 127.0.0.1:" + port + " was not closed.", e);
        }
    }
}
