package dev.baton.runtime.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenChange;
import dev.baton.runtime.hook.HookAction.Outcome;
import dev.baton.runtime.hook.HookAction.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookActionTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String SECRET = "a secret of some length";

    @TempDir
    Path folder;

    private final HookCall call = call();
    private final Map<String, String> received = new ConcurrentHashMap<>();
    private HttpServer server;

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void shouldGiveTheCommandTheChange() throws IOException {
        // Given
        CommandAction command = shell("cat > json; env | grep ^BATON | sort > env");

        // When
        Outcome outcome = command.run(call, LONG);

        // Then
        assertThat(outcome).isEqualTo(new Outcome(Verdict.DONE, "exit status 0"));
        assertThat(folder.resolve("json")).hasContent(call.json());
        assertThat(folder.resolve("env"))
                .hasContent(
                        """
                        BATON_ACTIVE=r2
                        BATON_EVENTS=active:r2
                        BATON_HOOK=start
                        BATON_NAME=payments
                        BATON_TERM=2
                        BATON_VERSION=3
                        """);
        assertThat(call.json())
                .contains("\"version\":3", "\"active\":\"r2\"", "active r1 → r2", "\"before\":{", "\"after\":{");
    }

    @Test
    void shouldSeeTheExitStatus() {
        assertThat(shell("exit 7").run(call, LONG)).isEqualTo(new Outcome(Verdict.FAILED, "exit status 7"));
    }

    @Test
    void shouldSayThatThereIsNoSuchProgram() {
        // When
        Outcome outcome = new CommandAction(List.of("/no/such/program", "secret")).run(call, LONG);

        // Then
        assertThat(outcome.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(outcome.detail()).contains("/no/such/program").doesNotContain("secret");
    }

    @Test
    void shouldKillWhatTakesTooLongWithItsDescendants() throws Exception {
        // Given
        CommandAction command = shell("sleep 600 & echo $! > child; wait");

        // When
        Outcome outcome = command.run(call, SHORT);

        // Then
        assertThat(outcome).isEqualTo(new Outcome(Verdict.FAILED, "killed after 1 s"));
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit()
                .orTimeout(5, java.util.concurrent.TimeUnit.SECONDS)
                .join());
        assertThat(ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @Test
    void shouldNotBeHeldUpByOutputOrByInputThatNobodyReads() {
        assertThat(shell("head -c 5000000 /dev/zero").run(call, LONG).verdict()).isEqualTo(Verdict.DONE);
        assertThat(shell("exec <&-; exit 0").run(call, LONG).verdict()).isEqualTo(Verdict.DONE);
    }

    @Test
    void shouldLeaveAloneWhatTheCommandHasDisowned() throws Exception {
        // Given
        CommandAction command = shell("setsid sleep 60 > log 2>&1 < /dev/null & echo $! > child");

        // When
        Outcome outcome = command.run(call, LONG);

        // Then
        ProcessHandle child = ProcessHandle.of(
                        Long.parseLong(Files.readString(folder.resolve("child")).strip()))
                .orElseThrow();
        assertThat(outcome.verdict()).isEqualTo(Verdict.DONE);
        assertThat(child.isAlive()).isTrue();
        child.destroyForcibly();
    }

    @Test
    void shouldSignItsCalls() throws Exception {
        // Given
        HttpAction action = new HttpAction(serve(204, false), SECRET);

        // When
        Outcome outcome = action.run(call, LONG);

        // Then
        assertThat(outcome).isEqualTo(new Outcome(Verdict.DONE, "status 204"));
        assertThat(received).containsEntry("body", call.json()).containsEntry("Baton-Version", "3");
        String signature = received.getOrDefault("Baton-Signature", "");
        assertThat(signature).matches("t=[0-9]+,v1=[0-9a-f]{64}");
        String time = signature.substring(2, signature.indexOf(','));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        String right = HexFormat.of().formatHex(mac.doFinal((time + "." + call.json()).getBytes(UTF_8)));
        assertThat(signature).endsWith(",v1=" + right);
        assertThat(Instant.now().getEpochSecond() - Long.parseLong(time)).isBetween(0L, 60L);
    }

    @ParameterizedTest
    @CsvSource({
        "200, DONE",
        "302, HOPELESS",
        "400, HOPELESS",
        "404, HOPELESS",
        "429, FAILED",
        "500, FAILED",
        "503, FAILED"
    })
    void shouldKnowWhatIsWorthAnotherAttempt(int status, Verdict verdict) throws IOException {
        // When
        Outcome outcome = new HttpAction(serve(status, false), null).run(call, LONG);

        // Then
        assertThat(outcome).isEqualTo(new Outcome(verdict, "status " + status));
        assertThat(received).doesNotContainKey("redirected").doesNotContainKey("Baton-Signature");
    }

    @Test
    void shouldNotWaitForAnAnswerThatNeverEnds() throws IOException {
        assertThat(new HttpAction(serve(200, true), null).run(call, SHORT))
                .isEqualTo(new Outcome(Verdict.FAILED, "no answer within 1 s"));
    }

    @Test
    void shouldTryAgainWhereNobodyListens() throws IOException {
        // Given
        URI address = serve(200, false);
        server.stop(0);

        // When
        Outcome outcome = new HttpAction(address, null).run(call, LONG);

        // Then
        assertThat(outcome.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(outcome.detail()).contains("was not reached").doesNotContain("/path");
    }

    private CommandAction shell(String script) {
        return new CommandAction(List.of("/bin/sh", "-c", "cd '" + folder + "'; " + script));
    }

    private URI serve(int status, boolean endless) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/elsewhere", exchange -> received.put("redirected", "yes"));
        server.createContext("/path", exchange -> {
            received.put("body", new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (name.toLowerCase(java.util.Locale.ROOT).startsWith("baton")) {
                    received.put(
                            name.equalsIgnoreCase("Baton-Version")
                                    ? "Baton-Version"
                                    : name.equalsIgnoreCase("Baton-Signature") ? "Baton-Signature" : name,
                            values.get(0));
                }
            });
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, endless ? 0 : -1);
            if (endless) {
                OutputStream body = exchange.getResponseBody();
                body.write('x');
                body.flush();
            } else {
                exchange.close();
            }
        });
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/path");
    }

    private static HookCall call() {
        Audit audit = new Audit("a test", "somebody", Instant.EPOCH, "id");
        Token first = Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(2), audit);
        Token begun = first.beginHandover(R2, audit).fold(next -> next, refused -> first);
        Token completed = begun.completeHandover(R2, audit).fold(next -> next, refused -> first);
        TokenChange change = new TokenChange(begun, completed);
        return new HookCall("start", change, change.events());
    }
}
