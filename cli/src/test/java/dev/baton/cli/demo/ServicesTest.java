package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicesTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");

    @Test
    void shouldReadOneServiceForAllRegionsOrOneForEach() {
        assertThat(read("kafka")).isEmpty();
        assertThat(read("oci")).containsExactly(R1, R2);
        assertThat(read("oci,kafka")).containsExactly(R1);
        assertThat(read("kafka,oci")).containsExactly(R2);
    }

    private static Iterable<RegionId> read(String text) {
        return new Services.Converter().convert(text).onOci();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aws", "oci,", "oci,kafka,oci", "OCI"})
    void shouldRefuseWhatIsNoService(String text) {
        assertThatThrownBy(() -> new Services.Converter().convert(text)).hasMessageContaining("such as oci,kafka");
    }
}
