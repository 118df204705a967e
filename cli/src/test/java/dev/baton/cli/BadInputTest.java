package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.runtime.token.TokenJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong gets one clear message and the right exit status, in bounded time. */
class BadInputTest {

    /** What a user waits at most; the machine of a test may be busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private static final String GOOD = Installations.yaml("127.0.0.1:1", "127.0.0.1:2", "flights");

    @TempDir
    Path directory;

    static Stream<Arguments> badFiles() {
        return Stream.of(
                bad("misspelt key", "streams:", "stream:", "baton.yaml:5: stream", "did you mean 'streams'?"),
                bad("unknown key", "token: {", "colour: red\ntoken: {", "baton.yaml:7: colour", "unknown key"),
                bad("wrong type", "flights: {}", "flights: 3", "baton.yaml:6: streams.flights", "not a single value"),
                bad("no duration", "directory: token", "directory: token, ttl: soon", "token.ttl", "is not a duration"),
                bad("no address", "127.0.0.1:1", "nowhere", "baton.yaml:3", "use host:port"),
                bad(
                        "one region",
                        "  r2: { kafka: { bootstrap.servers: \"127.0.0.1:2\" } }\n",
                        "",
                        "at least two regions"),
                bad("no store", "{ directory: token }", "{}", "needs a store"),
                bad("no YAML", "name: payments", "name: [", "baton.yaml:"),
                bad("unset variable", "payments", "${NO_SUCH_VARIABLE}", "NO_SUCH_VARIABLE, which is not set"));
    }

    private static Arguments bad(String what, String good, String bad, String... told) {
        return Arguments.of(what, GOOD.replace(good, bad), List.of(told));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFiles")
    void shouldSayWhereTheConfigurationIsWrong(String what, String yaml, List<String> told) {
        // Given
        Path file = Installations.write(directory, yaml);

        // When
        Cli check = Cli.run(file, "config", "check");
        Cli other = Cli.run(file, "status");

        // Then
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out()).contains("PROBLEM", "configuration: ").contains(told);
        assertThat(check.err()).contains("problem", "in " + file);
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).startsWith("baton: " + file).contains(told);
    }

    @Test
    void shouldAcceptTheGoodFileThatTheOthersAreMadeFrom() {
        // Given
        Path file = Installations.write(directory, GOOD);

        // When
        Cli check = Cli.run(file, "config", "check", "--offline");

        // Then
        assertThat(check.exit()).isZero();
        assertThat(check.out()).contains("2 regions, 1 stream, named payments");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config check",
                "check --once",
                "status",
                "token show",
                "token create --active r1",
                "switchover r2",
                "failback",
                "failover r2",
                "catch-up r1",
                "agent --region r1",
                "abort",
                "produce flights",
                "consume flights --region r1"
            })
    void shouldSayThatThereIsNoConfiguration(String command) {
        // When
        Cli cli = Cli.run(directory.resolve("none.yaml"), command.split(" "));

        // Then
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.out() + cli.err())
                .contains("none.yaml: does not exist", "baton init")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldSayThatARegionRefusesAndAnotherHangs() throws IOException {
        // Given
        try (ServerSocket hangs = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Path file = Installations.write(directory, "127.0.0.1:1", "127.0.0.1:" + hangs.getLocalPort());
            Installations.createToken(file);

            // When
            Timed check = Timed.of(() -> Cli.run(file, "config", "check"));
            Timed status = Timed.of(() -> Cli.run(file, "status"));

            // Then
            assertThat(check.took()).isLessThan(PATIENCE);
            assertThat(check.cli().exit()).isEqualTo(1);
            assertThat(check.cli().out())
                    .containsPattern("PROBLEM  region r1: .*refused")
                    .containsPattern("PROBLEM  region r2: .*no answer within")
                    .contains("ok       token store: ", "ok       token: version 1");
            assertThat(check.cli().err()).contains("4 problems");
            assertThat(status.took()).isLessThan(PATIENCE);
            assertThat(status.cli().exit()).isZero();
            assertThat(status.cli().out())
                    .contains(
                            "r1 holds the baton",
                            "refused",
                            "no answer within",
                            "logs of r1 cannot be told: not asked");
        }
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                token("empty", text -> "", "it is empty"),
                token("truncated", text -> text.substring(0, text.length() / 2), "it is cut off after"),
                token(
                        "newer",
                        text -> text.replace("\"format\":1", "\"format\":2"),
                        "it is of format 2",
                        "newer release"),
                token("other name", text -> text.replace("payments", "orders"), "its name is 'orders'"),
                token("unknown region", text -> text.replace("\"active\":\"r1\"", "\"active\":\"r9\""), "r9"),
                token("rubbish", text -> "hello", "it is not JSON"));
    }

    private static Arguments token(String what, UnaryOperator<String> damage, String... told) {
        return Arguments.of(what, damage, List.of(told));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void shouldSayWhatIsWrongWithTheToken(String what, UnaryOperator<String> damage, List<String> told)
            throws IOException {
        // Given
        Path file = Installations.unreachable(directory);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path good = Installations.unreachable(elsewhere);
        Installations.createToken(good);
        Installations.damageToken(file, damage.apply(TokenJson.write(Installations.token(good))));

        // When
        Cli show = Cli.run(file, "token", "show");
        Cli create = Cli.run(file, "token", "create", "--active", "r1");
        Cli switchover = Cli.run(file, "switchover", "r2");
        Cli abort = Cli.run(file, "abort");
        Cli check = Cli.run(file, "config", "check");

        // Then
        for (Cli cli : List.of(show, create, switchover, abort)) {
            assertThat(cli.exit()).isEqualTo(1);
            assertThat(cli.err().lines()).hasSize(1);
            assertThat(cli.err()).contains(told).contains("cannot be used", "Nothing was changed");
        }
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out()).contains("PROBLEM  token: ").contains(told);
    }

    @Test
    void shouldSayThatThereIsNoToken() {
        // Given
        Path file = Installations.unreachable(directory);

        // When
        Cli switchover = Cli.run(file, "switchover", "r2");
        Cli status = Cli.run(file, "status");

        // Then
        assertThat(switchover.exit()).isEqualTo(1);
        assertThat(switchover.err()).contains("There is no token", "baton token create --active");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out()).contains("who holds the baton cannot be told. There is no token");
    }

    @Test
    void shouldSayThatTokenAndConfigurationDiffer() {
        // Given
        Path file = Installations.unreachable(directory);
        Installations.createToken(file);
        Installations.write(directory, GOOD.replace("r2:", "r3:").replace("token: {", "token: { ttl: 2s,"));

        // When
        Cli check = Cli.run(file, "config", "check");

        // Then
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out())
                .contains("it knows the regions [r1, r2] but the configuration has [r1, r3]")
                .contains("its ttl is 1500ms, and that counts; the configuration says 2000ms");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "switchover r9",
                "failover r9",
                "catch-up r9",
                "agent --region r9",
                "token create --active r9",
                "consume flights --region r9"
            })
    void shouldSayWhichRegionsThereAre(String command) {
        // Given
        Path file = Installations.unreachable(directory);
        Installations.createToken(file);

        // When
        Cli cli = Cli.run(file, command.split(" "));

        // Then
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("baton: region 'r9' is none of the regions of 'payments'; use one of r1, r2\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"produce orders", "consume orders --region r1"})
    void shouldSayWhichStreamsThereAre(String command) {
        // Given
        Path file = Installations.unreachable(directory);

        // When
        Cli cli = Cli.run(file, command.split(" "));

        // Then
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err()).contains("stream 'orders' is none of the streams of 'payments'; use one of flights");
    }

    @Test
    void shouldSayThatTheTokenStoreIsNoDirectory() throws IOException {
        // Given
        Path file = Installations.unreachable(directory);
        Files.writeString(directory.resolve("token"), "in the way");

        // When
        Cli create = Cli.run(file, "token", "create", "--active", "r1");
        Cli status = Cli.run(file, "status");

        // Then
        assertThat(create.exit()).isEqualTo(1);
        assertThat(create.err()).contains("There is no directory", "cannot be made");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out()).contains("who holds the baton cannot be told", "region r1", "region r2");
    }

    @Test
    void shouldSayThatTheTokenStoreHangs() throws IOException {
        // Given
        try (ServerSocket hangs = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String http = "http: \"http://127.0.0.1:" + hangs.getLocalPort() + "\"";
            Path file = Installations.write(directory, GOOD.replace("directory: token", http));

            // When
            Timed check = Timed.of(() -> Cli.run(file, "config", "check"));
            Timed status = Timed.of(() -> Cli.run(file, "status"));
            Timed switchover = Timed.of(() -> Cli.run(file, "switchover", "r2"));

            // Then
            for (Timed timed : List.of(check, status, switchover)) {
                assertThat(timed.took()).isLessThan(PATIENCE);
                assertThat(timed.cli().exit()).isEqualTo(1);
            }
            assertThat(check.cli().out()).contains("PROBLEM  token store: ", "PROBLEM  token: ");
            assertThat(status.cli().out())
                    .contains("who holds the baton cannot be told", "consumers  cannot be told: not asked");
            assertThat(switchover.cli().err().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("baton: ");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithKafkasProperties() throws IOException {
        // Given
        try (ServerSocket hangs = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Path file = Installations.write(
                    directory,
                    GOOD.replace(
                            "\"127.0.0.1:1\"",
                            "\"127.0.0.1:" + hangs.getLocalPort()
                                    + "\", security.protocol: TELNET, securty.protocol: SSL"));

            // When
            Cli check = Cli.run(file, "config", "check");

            // Then
            assertThat(check.exit()).isEqualTo(1);
            assertThat(check.out())
                    .contains("note     regions.r1.kafka.securty.protocol: Kafka's clients have no such property")
                    .containsPattern("PROBLEM  region r1: .*TELNET");
        }
    }

    @Test
    void shouldKeepRulesWhenAskedToBreakThem() {
        // Given
        Path file = Installations.unreachable(directory);
        Installations.createToken(file);
        Installations.change(file, (token, audit) -> token.demote(R2, audit));

        // When
        Cli switchover = Cli.run(file, "switchover", "r2");
        Cli failover = Cli.run(file, "failover", "r2");

        // Then
        assertThat(switchover.exit()).isEqualTo(1);
        assertThat(switchover.err())
                .isEqualTo("baton: r2 is OUT; only a region that is IN_SYNC may become active (rule S)\n");
        assertThat(failover.exit()).isEqualTo(1);
        assertThat(failover.err())
                .contains("(rule S). --force overrides the rule", "would be missing in r2", "how many cannot be told");
        assertThat(Installations.token(file).active()).isEqualTo(R1);
        assertThat(Installations.token(file).version()).isEqualTo(2);
    }

    /** A command, and how long it took. */
    private record Timed(Cli cli, Duration took) {

        private interface Command {
            Cli run();
        }

        static Timed of(Command command) {
            long start = System.nanoTime();
            Cli cli = command.run();
            return new Timed(cli, Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
