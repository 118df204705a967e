package dev.baton.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.shell.Terminal.Colour;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void shouldShowColoursAndProgressOnlyToAPerson() {
        // Given
        Terminal pipe = terminal(false);

        // When
        pipe.progress("half");
        pipe.print(pipe.in(Colour.RED, "wrong"));
        pipe.clear();
        pipe.end();

        // Then
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("wrong\n");
        assertThat(err.size()).isZero();
    }

    @Test
    void shouldRemoveProgressBeforeItSaysSomething() {
        // Given
        Terminal person = terminal(true);

        // When
        person.progress("half");
        person.say("done");
        person.print(person.in(Colour.RED, "wrong"));

        // Then
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("\r\033[Khalf\r\033[Kdone\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\033[31mwrong\033[0m\n");
    }

    @Test
    void shouldPrefixEachLineOfARefusal() {
        // When
        int exit = terminal(false).refuse("one\ntwo");

        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("baton: one\nbaton: two\n");
    }

    @Test
    void shouldInterruptNothingThatHasEnded() {
        // Given
        AtomicInteger interrupts = new AtomicInteger();
        Terminal terminal = terminal(false);
        terminal.onInterrupt(interrupts::incrementAndGet);

        // When
        terminal.end();
        terminal.interrupt();

        // Then
        assertThat(interrupts).hasValue(0);
    }

    private Terminal terminal(boolean interactive) {
        return new Terminal(InputStream.nullInputStream(), out, err, interactive);
    }
}
