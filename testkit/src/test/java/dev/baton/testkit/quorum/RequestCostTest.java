package dev.baton.testkit.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of docs/cost.md are those of its formula. */
class RequestCostTest {

    private static final double SECONDS_PER_MONTH = 30 * 86_400.0;
    private static final double EARLY = 0.9;
    private static final int AGENTS = 2;
    private static final double S3_PER_READ = 0.0004 / 1_000;
    private static final double OCI_PER_READ = 0.0034 / 10_000;
    private static final double OCI_FREE = 50_000;
    private static final double S3_PER_WRITE = 0.005 / 1_000;
    private static final double OCI_PER_REQUEST = OCI_PER_READ;

    @ParameterizedTest
    @CsvSource({"10,0.25", "100,0.25", "1000,0.25", "10,1", "100,1", "1000,1"})
    void shouldCostWhatTheDocumentSays(int clients, double poll) throws IOException {
        // When
        String row = "| " + clients + " | " + (poll < 1 ? "250 ms" : "1 s") + figures(clients, poll, 1)
                + figures(clients, poll, 3) + " |";

        // Then
        assertThat(Files.readString(Path.of("../docs/cost.md"))).contains(row);
    }

    /** Seconds from one to the next; a list of the clients costs what a write does. */
    @ParameterizedTest
    @CsvSource({"one producer,30,0,0", "'one monitor of three, at most',2,30,0.27272727272727"})
    void shouldCostWhatTheDocumentSaysForReports(String who, double write, double list, double read)
            throws IOException {
        // When
        double writes = SECONDS_PER_MONTH / write + (list == 0 ? 0 : SECONDS_PER_MONTH / list);
        double reads = read == 0 ? 0 : SECONDS_PER_MONTH / read;
        double s3 = writes * S3_PER_WRITE + reads * S3_PER_READ;
        double oci = (writes + reads) * OCI_PER_REQUEST;
        String row =
                String.format(Locale.ROOT, "| %s | $%.2f | $%.2f | $%.2f | $%.2f |", who, s3, oci, 3 * s3, 3 * oci);

        // Then
        assertThat(Files.readString(Path.of("../docs/cost.md"))).contains(row);
    }

    private static String figures(int clients, double poll, int stores) {
        double reads = SECONDS_PER_MONTH / (EARLY * poll) * (clients + AGENTS * stores);
        return String.format(
                Locale.ROOT,
                " | %.0f | $%.2f | $%.2f",
                reads / 1e6,
                reads * S3_PER_READ,
                Math.max(0, reads - OCI_FREE) * OCI_PER_READ);
    }
}
