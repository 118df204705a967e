package dev.baton.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.baton.core.Decoded;

class BulletinJsonFuzzTest {

    @FuzzTest
    void shouldReadAReportOrSayWhyNot(byte[] bytes) {
        Decoded<Bulletin> decoded = BulletinJson.read(bytes);
        if (decoded instanceof Decoded.Value<Bulletin> value) {
            assertThat(BulletinJson.read(BulletinJson.write(value.value()))).isInstanceOf(Decoded.Value.class);
        }
    }
}
