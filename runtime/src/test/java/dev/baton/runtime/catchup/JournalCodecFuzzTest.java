package dev.baton.runtime.catchup;

import com.code_intelligence.jazzer.junit.FuzzTest;

class JournalCodecFuzzTest {

    @FuzzTest
    void shouldReadOnlyWhatItWouldWrite(byte[] bytes) {
        JournalCodecTest.assertReadsOnlyWhatItWouldWrite(bytes);
    }
}
