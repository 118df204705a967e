package dev.baton.testkit.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection through a proxy: a socket to the client, one to the target, and two directions between them. */
final class Flow implements SelectorLoop.Ready, SelectorLoop.Delayed {

    private final FaultProxy proxy;
    private final SelectorLoop loop;
    private final SelectionKey client;
    private final SelectionKey target;
    private final OneWay up;
    private final OneWay down;
    private boolean connected;

    private Flow(FaultProxy proxy, SelectorLoop loop, Ends ends, ChunkPool pool) throws IOException {
        this.proxy = proxy;
        this.loop = loop;
        this.up = new OneWay(ends.client(), ends.target(), pool);
        this.down = new OneWay(ends.target(), ends.client(), pool);
        this.client = loop.register(ends.client(), 0, this);
        this.target = loop.register(ends.target(), 0, this);
    }

    private record Ends(SocketChannel client, SocketChannel target) {}

    /** Takes over the client's socket and begins to connect to the target. */
    static Flow open(FaultProxy proxy, SelectorLoop loop, ChunkPool pool, SocketChannel client) throws IOException {
        SocketChannel target = SocketChannel.open();
        try {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            target.setOption(StandardSocketOptions.TCP_NODELAY, true);
            target.configureBlocking(false);
            target.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.targetPort()));
            Flow flow = new Flow(proxy, loop, new Ends(client, target), pool);
            flow.refresh();
            return flow;
        } catch (IOException e) {
            target.close();
            throw e;
        }
    }

    @Override
    public void onReady(SelectionKey key) {
        if (!connected) {
            connect();
        }
        if (connected && key.isValid() && key.isReadable()) {
            (key == client ? up : down).read(proxy.latencyNanos());
        }
        if (connected) {
            write();
        }
    }

    @Override
    public long dueNanos() {
        if (up.waitsForTime() && down.waitsForTime()) {
            return up.dueNanos() - down.dueNanos() < 0 ? up.dueNanos() : down.dueNanos();
        }
        return up.waitsForTime() ? up.dueNanos() : down.dueNanos();
    }

    @Override
    public void onDue() {
        if (client.isValid() && !proxy.isCut()) {
            write();
        }
    }

    /** Takes up what stalled, or lets it stall: called whenever the proxy's mode has changed. */
    void onModeChanged() {
        if (connected && !proxy.isCut()) {
            write();
        } else {
            refresh();
        }
    }

    /** Ends both connections the hard way, so that both sides see a reset. */
    void reset() {
        hardClose((SocketChannel) client.channel());
        hardClose((SocketChannel) target.channel());
        up.release();
        down.release();
        proxy.onEnded(this);
    }

    static void hardClose(SocketChannel channel) {
        try (channel) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // It is closed or broken already, which is what was wanted.
            return;
        }
    }

    private void connect() {
        try {
            connected = ((SocketChannel) target.channel()).finishConnect();
        } catch (IOException e) {
            reset();
        }
    }

    private void write() {
        up.write();
        down.write();
        if (brokenAfterTheLastByte()) {
            reset();
        } else if (up.isFinished() && down.isFinished()) {
            close();
        } else {
            refresh();
        }
    }

    /** A side that was reset may have sent bytes before; they are delivered before the reset is handed on. */
    private boolean brokenAfterTheLastByte() {
        return (up.isBroken() && down.isDrained()) || (down.isBroken() && up.isDrained());
    }

    private void close() {
        try {
            client.channel().close();
            target.channel().close();
        } catch (IOException e) {
            reset();
            return;
        }
        proxy.onEnded(this);
    }

    private void refresh() {
        if (!client.isValid() || !target.isValid()) {
            return;
        }
        if (proxy.isCut()) {
            client.interestOps(0);
            target.interestOps(0);
        } else if (connected) {
            client.interestOps(interest(up, down));
            target.interestOps(interest(down, up));
        } else {
            client.interestOps(0);
            target.interestOps(SelectionKey.OP_CONNECT);
        }
        if (!proxy.isCut() && (up.waitsForTime() || down.waitsForTime())) {
            loop.await(this);
        }
    }

    private static int interest(OneWay from, OneWay to) {
        return (from.wantsToRead() ? SelectionKey.OP_READ : 0) | (to.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
    }
}
