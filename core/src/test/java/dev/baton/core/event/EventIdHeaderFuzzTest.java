package dev.baton.core.event;

import com.code_intelligence.jazzer.junit.FuzzTest;

class EventIdHeaderFuzzTest {

    @FuzzTest
    void shouldReadOnlyWhatItWouldWrite(byte[] bytes) {
        EventIdHeaderTest.assertReadsOnlyWhatItWouldWrite(bytes);
    }
}
