package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Executors of their own that read OCI Streaming, with nothing but Spark's jars and what the documentation says is needed besides. */
@Tag("jar")
@Tag("soak")
class OciJarTest {

    private static final Path OCI = Path.of(System.getProperty("baton.oci.build", "../oci/target"));
    /** One worker with one executor. */
    private static final String CLUSTER = "local-cluster[1,2,1024]";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private Janitor janitor;
    private SparkHome spark;
    private OciInstallation oci;

    @BeforeEach
    void raise() throws IOException {
        janitor = Janitor.start();
        spark = SparkHome.install(janitor, directory.resolve("spark"));
        spark.add(ociJars());
        oci = OciInstallation.raise(directory);
    }

    private static List<Path> ociJars() throws IOException {
        try (Stream<Path> built = Files.list(OCI)) {
            Stream<Path> own =
                    built.filter(file -> file.getFileName().toString().matches("baton-oci-[0-9][^-]*(-SNAPSHOT)?.jar"));
            Stream<Path> others = Arrays.stream(
                            Files.readString(OCI.resolve("classpath")).split(","))
                    .map(Path::of);
            return Stream.concat(own, others).toList();
        }
    }

    @AfterEach
    void strike() {
        oci.close();
        janitor.close();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldReadOnExecutors() throws Exception {
        // Given
        oci.write(LongStream.range(0, 1_000));
        String view =
                "CREATE TEMPORARY VIEW flights USING baton OPTIONS (config '%s', region 'r1', group 'g', stream '%s')"
                        .formatted(oci.config(), OciInstallation.STREAM);
        // When
        ChildProcess submit = spark.submit(
                "view",
                CLUSTER,
                List.of("--class", ViewApplication.class.getName()),
                spark.jarOf(ViewApplication.class).toString(),
                view,
                "SELECT count(DISTINCT partition, producer, sequence) FROM flights");
        // Then
        assertThat(submit.awaitExit(TwoRegions.PATIENCE)).isTrue();
        assertThat(submit.exitCode()).as(submit.logTail(30)).hasValue(0);
        assertThat(Files.readString(submit.log())).containsPattern("answer=1000\\s");
    }
}
