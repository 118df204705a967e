package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Oracle's SDK brings a Jersey and a Jackson of its own; Spark has others of the same names. */
class SparkClassPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.oracle.bmc.streaming.StreamClient",
                "com.oracle.bmc.objectstorage.ObjectStorageClient",
                "dev.baton.oci.OciStreamServiceProvider",
                "software.amazon.awssdk.services.s3.S3Client"
            })
    void shouldHaveNoSdkOfACloud(String name) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }
}
