package dev.baton.kafka.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final long CAPACITY = 1 << 20;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Window window = new Window(CAPACITY);

    @Test
    void shouldGiveRoomAsSoonAsThereIsSomeAlsoWhenTheRestIsStuck() throws Exception {
        // Given
        assertThat(window.acquire(CAPACITY, System.nanoTime())).isTrue();
        CompletableFuture<Boolean> waiting = waiting(1_000);

        // When
        await().until(() -> window.waiters() == 1);
        window.release(2_000); // far less than the share that wakes those who wait

        // Then
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(window.usedBytes()).isEqualTo(CAPACITY - 1_000);
    }

    @Test
    void shouldWakeThoseWhoWaitWhenMuchIsFree() throws Exception {
        // Given
        assertThat(window.acquire(CAPACITY, System.nanoTime())).isTrue();
        CompletableFuture<Boolean> large = waiting(CAPACITY / 2);

        // When
        for (int i = 0; i < 8; i++) {
            window.release(CAPACITY / 8);
        }

        // Then
        assertThat(large.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldGiveUpAtItsDeadline() throws Exception {
        // Given
        assertThat(window.acquire(CAPACITY, System.nanoTime())).isTrue();

        // When
        boolean acquired =
                window.acquire(1, System.nanoTime() + Duration.ofMillis(50).toNanos());

        // Then
        assertThat(acquired).isFalse();
        assertThat(window.usedBytes()).isEqualTo(CAPACITY);
    }

    private CompletableFuture<Boolean> waiting(long bytes) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return window.acquire(bytes, System.nanoTime() + MINUTE);
            } catch (InterruptedException e) {
                return false;
            }
        });
    }
}
