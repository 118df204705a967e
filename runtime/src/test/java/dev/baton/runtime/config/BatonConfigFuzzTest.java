package dev.baton.runtime.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.baton.core.Decoded;

class BatonConfigFuzzTest {

    @FuzzTest
    void shouldReadOrRefuseAnyFile(byte[] bytes) {
        // What is called by ${file:…} may be a device that never answers.
        if (TextFile.decode(bytes) instanceof Decoded.Value<String> text
                && !text.value().contains("${file:")) {
            AnyConfigTest.assertReadOrRefused(text.value());
        }
    }
}
