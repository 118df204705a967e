package dev.baton.cli.demo.stage;

import dev.baton.core.RegionId;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.broker.Listener;
import dev.baton.testkit.network.FaultProxy;
import dev.baton.testkit.network.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who reaches whom by which port: each region is a zone, the world outside of them and each store of the token are more, and whatever
 * passes from one zone to another passes a link that can be cut. Links are laid before their targets exist. Safe for any thread.
 */
public final class Wiring implements AutoCloseable {

    /** Where the producer, the operator and the database are. */
    static final String OUTSIDE = "outside";

    private static final String STORE = "store-";

    private final Network network = Network.open();
    private final List<String> zones = new ArrayList<>();
    private final Map<String, SortedMap<String, FaultProxy>> toStores = new TreeMap<>();
    private final List<String> stores;
    private final Map<String, FaultProxy> toDatabase = new TreeMap<>();
    private final Map<RegionId, Map<String, FaultProxy>> toBroker = new TreeMap<>();

    Wiring(List<RegionId> regions, List<String> stores) {
        this.stores = List.copyOf(stores);
        regions.forEach(region -> zones.add(region.value()));
        zones.add(OUTSIDE);
        zones.forEach(zone -> {
            SortedMap<String, FaultProxy> links = new TreeMap<>();
            stores.forEach(store -> links.put(store, network.link(zone, STORE + store)));
            toStores.put(zone, links);
            toDatabase.put(zone, network.link(zone, OUTSIDE));
        });
        for (RegionId region : regions) {
            Map<String, FaultProxy> links = new TreeMap<>();
            zones.stream()
                    .filter(zone -> !zone.equals(region.value()))
                    .forEach(zone -> links.put(zone, network.link(zone, region.value())));
            toBroker.put(region, links);
        }
    }

    /** The ways into a region's broker from elsewhere. */
    Listener[] listeners(RegionId region) {
        return links(region).entrySet().stream()
                .map(link ->
                        new Listener(listener(link.getKey()), link.getValue().port()))
                .toArray(Listener[]::new);
    }

    void connectBroker(RegionId region, KafkaBroker broker) {
        links(region).forEach((zone, link) -> link.forwardTo(broker.port(listener(zone))));
    }

    /** As above, where one port takes what comes from everywhere. */
    void connect(RegionId region, int port) {
        links(region).values().forEach(link -> link.forwardTo(port));
    }

    /** The port of a region's service as seen from a zone, if one takes all: {@code own} inside the region. */
    int port(String zone, RegionId region, int own) {
        return zone.equals(region.value()) ? own : port(links(region), zone);
    }

    void connectStores(SortedMap<String, Integer> ports) {
        toStores.values()
                .forEach(links ->
                        ports.forEach((store, port) -> link(links, store).forwardTo(port)));
    }

    void connectDatabase(int port) {
        toDatabase.values().forEach(link -> link.forwardTo(port));
    }

    /** The {@code bootstrap.servers} of a region as seen from a zone; inside the region no link is passed. */
    String bootstrap(String zone, RegionId region, KafkaBroker broker) {
        return zone.equals(region.value()) ? broker.bootstrap() : broker.bootstrap(listener(zone));
    }

    /** Where each of the token's stores is, as seen from a zone. */
    SortedMap<String, String> storeUris(String zone) {
        SortedMap<String, String> uris = new TreeMap<>();
        toStores.getOrDefault(zone, new TreeMap<>())
                .forEach((store, link) -> uris.put(store, "http://127.0.0.1:" + link.port()));
        return uris;
    }

    /** Where the database is, as seen from a zone. */
    int databasePort(String zone) {
        return port(toDatabase, zone);
    }

    void isolate(RegionId region) {
        network.isolate(region.value());
    }

    void heal(RegionId region) {
        network.heal(region.value());
    }

    /** Delays every byte between a region and everything else, in each direction; zero undoes it. */
    public void slow(RegionId region, Duration oneWay) {
        links(region).values().forEach(link -> link.latency(oneWay));
        toBroker.values().forEach(links -> Optional.ofNullable(links.get(region.value()))
                .ifPresent(link -> link.latency(oneWay)));
        toStores.getOrDefault(region.value(), new TreeMap<>()).values().forEach(link -> link.latency(oneWay));
        link(toDatabase, region.value()).latency(oneWay);
    }

    /** Cuts the producers off from a region's broker; everybody else still reaches it. */
    public void stall(RegionId region) {
        link(links(region), OUTSIDE).cut();
    }

    /** Undoes that. */
    public void unstall(RegionId region) {
        link(links(region), OUTSIDE).heal();
    }

    void cutStore() {
        stores.forEach(store -> network.isolate(STORE + store));
    }

    void healStore() {
        stores.forEach(store -> network.heal(STORE + store));
    }

    @Override
    public void close() {
        network.close();
    }

    private Map<String, FaultProxy> links(RegionId region) {
        return toBroker.getOrDefault(region, Map.of());
    }

    private static int port(Map<String, FaultProxy> links, String zone) {
        return link(links, zone).port();
    }

    private static FaultProxy link(Map<String, FaultProxy> links, String zone) {
        FaultProxy link = links.get(zone);
        if (link == null) {
            throw new IllegalArgumentException("There is no zone '" + zone + "'; there are " + links.keySet());
        }
        return link;
    }

    private static String listener(String zone) {
        return "FROM_" + zone.toUpperCase(Locale.ROOT);
    }
}
