package dev.baton.testkit.process;

import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the kernel says of a process, where there is a {@code /proc}; elsewhere it knows nothing and says so. */
final class ProcessTable {

    private static final Path PROC = Path.of("/proc");
    private static final String PEAK_RESIDENT = "VmHWM:";
    private static final Pattern PROCESS = Pattern.compile("\\d+");
    private static final int STATE = 0;
    private static final int PROCESS_GROUP = 2;
    private static final int BYTES_PER_KIB = 1024;

    private ProcessTable() {}

    /**
     * True when every thread of the process and of its process group is stopped (or when that cannot be known here).
     */
    static boolean isFamilyStopped(long pid) {
        if (!Files.isDirectory(PROC)) {
            return true;
        }
        return isStopped(pid) && membersOfGroup(pid).stream().allMatch(ProcessTable::isStopped);
    }

    /** True when every thread of the process is stopped, or it does not run any more. */
    static boolean isStopped(long pid) {
        Path threads = PROC.resolve(Long.toString(pid)).resolve("task");
        try (Stream<Path> all = Files.list(threads)) {
            return all.allMatch(thread -> isStoppedOrOver(state(thread)));
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    private static List<Long> membersOfGroup(long group) {
        try (Stream<Path> all = Files.list(PROC)) {
            return all.filter(entry ->
                            PROCESS.matcher(entry.getFileName().toString()).matches())
                    .filter(entry -> stat(entry, PROCESS_GROUP).equals(Long.toString(group)))
                    .map(entry -> Long.valueOf(entry.getFileName().toString()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new TestbedException("The processes of this machine cannot be listed.", e);
        }
    }

    /** True when the process does not exist, or only its exit status is left. */
    static boolean isGone(long pid) {
        if (!Files.isDirectory(PROC)) {
            return ProcessHandle.of(pid).isEmpty();
        }
        return isOver(state(PROC.resolve(Long.toString(pid))));
    }

    /** The most memory that was ever resident, in bytes; empty when the process is gone or it cannot be known here. */
    static OptionalLong peakResidentBytes(long pid) {
        for (String line : lines(PROC.resolve(Long.toString(pid)).resolve("status"))) {
            if (line.startsWith(PEAK_RESIDENT)) {
                String kibibytes =
                        line.substring(PEAK_RESIDENT.length()).replace("kB", "").strip();
                return OptionalLong.of(Long.parseLong(kibibytes) * BYTES_PER_KIB);
            }
        }
        return OptionalLong.empty();
    }

    /** The state letter of {@code proc(5)}; {@code X} (dead) when there is no such process or thread. */
    private static char state(Path directory) {
        String state = stat(directory, STATE);
        return state.isEmpty() ? 'X' : state.charAt(0);
    }

    /**
     * A field of {@code stat}, counted from the first after the name; empty when there is no such process or thread.
     */
    private static String stat(Path directory, int field) {
        List<String> stat = lines(directory.resolve("stat"));
        if (stat.isEmpty()) {
            return "";
        }
        // The command name stands in parentheses and may itself contain some: the last one closes it.
        String afterName =
                stat.get(0).substring(stat.get(0).lastIndexOf(')') + 1).strip();
        return afterName.split(" ", -1)[field];
    }

    private static boolean isStoppedOrOver(char state) {
        return state == 'T' || state == 't' || isOver(state);
    }

    private static boolean isOver(char state) {
        return state == 'Z' || state == 'X';
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            // There is no such process, or it ended between open and read.
            return List.of();
        }
    }
}
