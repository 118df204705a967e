package dev.baton.runtime.token;

import com.code_intelligence.jazzer.junit.FuzzTest;

class TokenJsonFuzzTest {

    @FuzzTest
    void shouldReadATokenOrSayWhyNot(byte[] bytes) {
        TokenJsonPropertyTest.assertReadOrRefused(bytes);
    }
}
