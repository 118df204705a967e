package dev.baton.kafka.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(30);

    @Test
    void shouldGiveTheAnswer() {
        try (Line line = new Line("test")) {
            assertThat(line.ask(() -> "yes", PATIENCE).await()).isEqualTo(new Answer.Told<>("yes"));
        }
    }

    @Test
    void shouldTakeAnExpectedErrorForSilence() {
        try (Line line = new Line("test")) {
            // When
            Answer<String> answer = line.<String>ask(
                            () -> {
                                throw new StoreUnavailableException("The disk is away");
                            },
                            PATIENCE)
                    .await();

            // Then
            assertThat(answer).isEqualTo(new Answer.Silent<>("The disk is away"));
        }
    }

    @Test
    void shouldNotHideABug() {
        try (Line line = new Line("test")) {
            // Given
            Line.Question<String> question = line.ask(
                    () -> {
                        throw new IllegalArgumentException("bug");
                    },
                    PATIENCE);

            // When
            assertThatThrownBy(question::await)
                    // Then
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("bug");
        }
    }

    @Test
    void shouldWaitNoLongerThanItsPatienceAndAskNoMoreWhileOneHangs() {
        try (Line line = new Line("test")) {
            // Given
            CountDownLatch never = new CountDownLatch(1);
            AtomicInteger asked = new AtomicInteger();

            // When
            Answer<Integer> hangs = line.ask(
                            () -> {
                                never.await();
                                return asked.incrementAndGet();
                            },
                            SHORT)
                    .await();
            Answer<Integer> second = line.ask(asked::incrementAndGet, SHORT).await();

            // Then
            assertThat(hangs).isEqualTo(new Answer.Silent<>("no answer within 30 ms"));
            assertThat(second).isEqualTo(new Answer.Silent<>("no answer within 30 ms"));
            assertThat(asked).hasValue(0);
        }
    }
}
