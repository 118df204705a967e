package dev.baton.testkit.cloud;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.baton.testkit.http.HttpListener;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The emulator's admin port, on a free port of 127.0.0.1: POST takes a line of {@link EmulatorOrders}, GET says in JSON where the services
 * are, how many reads and writes they were sent, and which streams there are in what state. For tests and demos; whoever reaches the
 * port may use it.
 */
public final class EmulatorAdmin implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int THREADS = 2;
    private static final int MAX_BODY = 64 << 10;

    private final SortedMap<String, OciRegion> regions;
    private final EmulatorOrders orders;
    private final HttpListener listener;

    private EmulatorAdmin(SortedMap<String, OciRegion> regions) {
        this.regions = new TreeMap<>(regions);
        this.orders = new EmulatorOrders(regions);
        this.listener = HttpListener.start("The emulator's admin port", HttpListener.anyPort(), THREADS, this::handle);
    }

    /** Serves until closed; closes none of the regions. */
    public static EmulatorAdmin start(SortedMap<String, OciRegion> regions) {
        return new EmulatorAdmin(regions);
    }

    /** Where it is. */
    public URI uri() {
        return listener.uri();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestMethod()) {
                case "GET" -> send(exchange, 200, status());
                case "POST" -> obey(exchange);
                default -> send(exchange, 405, "GET and POST are all there is\n");
            }
        }
    }

    private void obey(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
        try {
            orders.obey(new String(body, StandardCharsets.UTF_8));
            send(exchange, 200, "");
        } catch (IllegalArgumentException e) {
            send(exchange, 400, e.getMessage() + "\n");
        }
    }

    private String status() {
        ObjectNode status = JSON.createObjectNode();
        regions.forEach((name, region) -> {
            ObjectNode shown = status.putObject(name);
            region.services().forEach((service, server) -> shown.putObject(service)
                    .put("uri", server.uri().toString())
                    .put("reads", server.reads())
                    .put("writes", server.writes()));
            ObjectNode streams = shown.putObject("streams");
            region.streams()
                    .all()
                    .forEach(stream ->
                            streams.put(stream.name(), stream.lifecycle().name()));
        });
        return status.toPrettyString() + "\n";
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
