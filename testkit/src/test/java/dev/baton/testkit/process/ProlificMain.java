package dev.baton.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts children without end; each is told the path it was given, so that it can be recognised. */
final class ProlificMain {

    private ProlificMain() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Janitor janitor = Janitor.start();
        while (true) {
            Command sleeper = Command.of("sh", "-c", "sleep 60; :", directory.toString());
            ChildProcess child = ChildProcess.start(janitor, "child", sleeper, directory.resolve("child.log"));
            Files.writeString(directory.resolve("pid-" + child.pid()), "");
        }
    }
}
