package dev.baton.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.PutOutcome.Applied;
import dev.baton.runtime.store.PutOutcome.Conflict;
import dev.baton.testkit.ports.FreePorts;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Command;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.ServerStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The wire format against a server that others have made. One request at a time: it checks a condition and writes in two
 * steps, so that two writers can win a race.
 */
class S3ProxyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static Janitor janitor;
    private static ChildProcess process;
    private static int port;
    private static ObjectStore store;

    @BeforeAll
    static void start() throws IOException {
        janitor = Janitor.start();
        begin();
        new ServerStart(() -> process, S3ProxyTest::accepts, S3ProxyTest::begin).await(PATIENCE);
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "hunter2");
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        try (S3Client client = S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.EU_CENTRAL_1)
                .build()) {
            client.createBucket(request -> request.bucket(S3Server.BUCKET));
        }
        store = S3Server.open(endpoint, PATIENCE);
    }

    private static void begin() {
        port = FreePorts.choose();
        Path settings = directory.resolve("s3proxy-" + port + ".properties");
        try {
            Files.writeString(
                    settings,
                    """
                    s3proxy.endpoint=http://127.0.0.1:%d
                    s3proxy.authorization=aws-v4
                    s3proxy.identity=AKIDEXAMPLE
                    s3proxy.credential=hunter2
                    jclouds.provider=transient-nio2
                    jclouds.identity=local
                    jclouds.credential=local
                    """
                            .formatted(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Command command =
                Command.of(java, "-Xmx256m", "-jar", "target/s3proxy/s3proxy.jar", "--properties", settings.toString());
        process = ChildProcess.start(janitor, "s3proxy", command, directory.resolve("s3proxy.log"));
    }

    private static boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        store.close();
        process.close();
        janitor.close();
    }

    @Test
    void shouldCreateOnceAndReplaceWhatWasRead() {
        // When
        PutOutcome first = store.putIfAbsent("payments/token", bytes("first"));
        String version = store.get("payments/token").orElseThrow().version();

        // Then
        assertThat(first).isEqualTo(new Applied(version));
        assertThat(store.putIfAbsent("payments/token", bytes("again"))).isEqualTo(new Conflict());
        assertThat(store.putIfVersion("payments/token", bytes("second"), version))
                .isInstanceOf(Applied.class);
        assertThat(store.putIfVersion("payments/token", bytes("stale"), version))
                .isEqualTo(new Conflict());
        assertThat(store.get("payments/token").orElseThrow().bytes()).isEqualTo(bytes("second"));
    }

    @Test
    void shouldConflictWhereThereIsNothingToReplace() {
        assertThat(store.putIfVersion("missing", bytes("x"), "\"0123456789abcdef0123456789abcdef\""))
                .isEqualTo(new Conflict());
        assertThat(store.get("missing")).isEmpty();
    }

    @Test
    void shouldNotTakeTheSameBytesForTheSameVersion() {
        // Given
        String first = version(store.putIfAbsent("same", bytes("same")));
        String between = version(store.putIfVersion("same", bytes("other"), first));

        // When
        String again = version(store.putIfVersion("same", bytes("same"), between));

        // Then
        assertThat(again).isNotEqualTo(first);
        assertThat(store.putIfVersion("same", bytes("stale"), first)).isEqualTo(new Conflict());
    }

    @Test
    void shouldListAndDelete() {
        // Given
        for (String key : new String[] {"list/b", "list/a/1", "list/a.2", "listed"}) {
            version(store.putIfAbsent(key, new byte[0]));
        }

        // Then
        assertThat(store.list("list/")).containsExactly("list/a.2", "list/a/1", "list/b");

        // When
        store.delete("list/a/1");
        store.delete("list/a/1");

        // Then
        assertThat(store.list("list")).containsExactly("list/a.2", "list/b", "listed");
        assertThat(store.get("list/a/1")).isEmpty();
        assertThat(store.get("list/b").orElseThrow().bytes()).isEmpty();
    }

    @Test
    void shouldCarryTheMostBytes() {
        // Given
        byte[] most = new byte[ObjectStore.MAX_BYTES];
        Arrays.fill(most, (byte) 0xA5);

        // When
        version(store.putIfAbsent("most", most));

        // Then
        assertThat(store.get("most").orElseThrow().bytes()).isEqualTo(most);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String version(PutOutcome outcome) {
        return ((Applied) outcome).version();
    }
}
