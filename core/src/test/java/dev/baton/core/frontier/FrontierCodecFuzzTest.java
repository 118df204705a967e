package dev.baton.core.frontier;

import com.code_intelligence.jazzer.junit.FuzzTest;

class FrontierCodecFuzzTest {

    @FuzzTest
    void shouldReadOnlyWhatItWouldWrite(byte[] bytes) {
        FrontierCodecTest.assertReadsOnlyWhatItWouldWrite(bytes);
    }
}
