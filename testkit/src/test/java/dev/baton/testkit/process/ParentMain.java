package dev.baton.testkit.process;

import dev.baton.testkit.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A parent with children – one of them frozen – that waits to be crashed; writes their ids and its janitor's. */
final class ParentMain {

    private ParentMain() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Janitor janitor = Janitor.start();
        ChildProcess plain = sleeper(janitor, directory, "plain");
        ChildProcess frozen = sleeper(janitor, directory, "frozen");
        ChildProcess deaf = ChildProcess.start(
                janitor,
                "deaf",
                Command.of("sh", "-c", "trap '' INT TERM HUP; sleep 600 & echo $!; wait"),
                directory.resolve("deaf.log"));
        frozen.freeze();
        Patience.await(Duration.ofSeconds(10), () -> !deaf.logTail(1).isEmpty(), () -> "no grandchild");
        long grandchild = Long.parseLong(deaf.logTail(1));
        String pids = LongStream.of(plain.pid(), frozen.pid(), deaf.pid(), grandchild, janitor.pid())
                .mapToObj(Long::toString)
                .collect(Collectors.joining("\n"));
        Path unfinished = directory.resolve("pids.tmp");
        Files.write(unfinished, List.of(pids));
        Files.move(unfinished, directory.resolve("pids"), StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }

    private static ChildProcess sleeper(Janitor janitor, Path directory, String name) {
        return ChildProcess.start(janitor, name, Command.of("sleep", "600"), directory.resolve(name + ".log"));
    }
}
