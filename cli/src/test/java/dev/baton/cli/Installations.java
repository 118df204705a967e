package dev.baton.cli;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.testkit.ports.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Writes a {@code baton.yaml} and its token into a directory; nobody listens where the regions are said to be. */
final class Installations {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final String NAME = "payments";

    private Installations() {}

    /** A configuration whose regions are at ports that nobody listens on. */
    static Path unreachable(Path directory) {
        return write(directory, "127.0.0.1:" + FreePorts.choose(), "127.0.0.1:" + FreePorts.choose());
    }

    /** A configuration of two regions with these brokers. */
    static Path write(Path directory, String r1, String r2) {
        return write(directory, yaml(r1, r2, "flights"));
    }

    /** The text of one, with these streams. */
    static String yaml(String r1, String r2, String... streams) {
        String listed =
                Arrays.stream(streams).map(each -> "  " + each + ": {}\n").collect(Collectors.joining());
        return """
                name: payments
                regions:
                  r1: { kafka: { bootstrap.servers: "%s" } }
                  r2: { kafka: { bootstrap.servers: "%s" } }
                streams:
                %stoken: { directory: token }
                """
                .formatted(r1, r2, listed);
    }

    /** This text as a configuration. */
    static Path write(Path directory, String yaml) {
        try {
            return Files.writeString(directory.resolve("baton.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the first token: r1 holds the baton. */
    static void createToken(Path file) {
        try (Installation installation = Installation.open(file)) {
            BatonConfig config = installation.config();
            installation
                    .tokens()
                    .create(Token.first(
                            config.name(), List.of(R1, R2), R1, config.token().ttl(), audit("first")));
        }
    }

    /** Writes these bytes where the token should be. */
    static void damageToken(Path file, String bytes) {
        try (DirectoryObjectStore store = DirectoryObjectStore.open(file.resolveSibling("token"))) {
            store.putIfAbsent(NAME + "/token", bytes.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Changes the token as somebody else would. */
    static void change(Path file, BiFunction<Token, Audit, Transition> change) {
        try (Installation installation = Installation.open(file)) {
            Token token = installation.tokens().read();
            Token next = change.apply(token, audit("test")).fold(legal -> legal, refused -> {
                throw new AssertionError(refused.why());
            });
            installation.tokens().compareAndSet(token, next);
        }
    }

    static Token token(Path file) {
        try (Installation installation = Installation.open(file)) {
            return installation.tokens().read();
        }
    }

    private static Audit audit(String reason) {
        return new Audit(reason, "operator:test", Instant.EPOCH, Installation.nonce());
    }
}
