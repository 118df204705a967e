package dev.baton.testkit.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Prints what it was given. */
final class EchoMain {

    private EchoMain() {}

    public static void main(String[] arguments) {
        FileOutputStream standardOutput = new FileOutputStream(FileDescriptor.out);
        try (PrintWriter out = new PrintWriter(standardOutput, false, StandardCharsets.UTF_8)) {
            for (String argument : arguments) {
                out.println("[" + argument + "]");
            }
            out.println(System.getProperty("colour"));
            out.println(System.getenv("BATON_TEST"));
            out.println(Runtime.getRuntime().maxMemory() <= 32 << 20 ? "heap <= 32 MiB" : "heap too large");
        }
    }
}
