package dev.baton.testkit.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Zones – regions, and the world outside of them – and the links between them, which can be cut zone by zone.
 *
 * <p>A link is a {@link FaultProxy}. It is cut as long as one of its two ends is isolated from the other: isolating a
 * zone cuts all that leads into it and out of it, and leaves what stays inside. One thread moves the bytes of all
 * links. Safe for any thread.
 */
public final class Network implements AutoCloseable {

    private static final int ANY_PORT = 0;

    private final SelectorLoop loop;
    private final ChunkPool pool = new ChunkPool();
    private final List<Link> links = new ArrayList<>();
    private final Set<String> isolated = new HashSet<>();

    private record Link(String from, String to, FaultProxy proxy) {
        boolean crossesInto(String zone) {
            return from.equals(zone) != to.equals(zone);
        }
    }

    private Network(SelectorLoop loop) {
        this.loop = loop;
    }

    /** A network without links. */
    public static Network open() {
        return new Network(SelectorLoop.start("testkit-network"));
    }

    /**
     * Lays a link and returns its proxy, which listens already: its port may be advertised before its target exists.
     *
     * @param from the zone of the clients, such as {@code outside}
     * @param to the zone of the server, such as {@code r1}
     */
    public synchronized FaultProxy link(String from, String to) {
        Link link = new Link(from, to, FaultProxy.open(loop, pool, ANY_PORT));
        links.add(link);
        if (isCut(link)) {
            link.proxy().cut();
        }
        return link.proxy();
    }

    /** Lays a link to a server that listens already, and returns the port that its clients connect to. */
    public int link(String from, String to, int targetPort) {
        FaultProxy proxy = link(from, to);
        proxy.forwardTo(targetPort);
        return proxy.port();
    }

    /**
     * Cuts each link that has this zone at one end only, and those laid later. Without effect if it is isolated.
     *
     * <p>Other links are not touched, whatever was done to their proxies.
     */
    public synchronized void isolate(String zone) {
        if (isolated.add(zone)) {
            links.stream().filter(link -> link.crossesInto(zone)).forEach(link -> link.proxy()
                    .cut());
        }
    }

    /**
     * Heals the links of this zone, except those to a zone that is still isolated. Without effect if it is not
     * isolated.
     */
    public synchronized void heal(String zone) {
        if (isolated.remove(zone)) {
            links.stream()
                    .filter(link -> link.crossesInto(zone) && !isCut(link))
                    .forEach(link -> link.proxy().heal());
        }
    }

    /** Ends every connection and every link. May be called again. */
    @Override
    public void close() {
        loop.close();
    }

    private boolean isCut(Link link) {
        return isolated.stream().anyMatch(link::crossesInto);
    }
}
