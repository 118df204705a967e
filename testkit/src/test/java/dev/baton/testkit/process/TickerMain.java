package dev.baton.testkit.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends a byte to a file every few milliseconds until it is ended. */
final class TickerMain {

    private TickerMain() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        while (true) {
            Files.writeString(file, ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Thread.sleep(5);
        }
    }
}
