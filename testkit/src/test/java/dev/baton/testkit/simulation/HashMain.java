package dev.baton.testkit.simulation;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Prints what a few histories come to, each as one number. */
final class HashMain {

    /** How many histories. */
    static final int SEEDS = 20;

    private HashMain() {}

    public static void main(String[] arguments) {
        FileOutputStream standardOutput = new FileOutputStream(FileDescriptor.out);
        try (PrintWriter out = new PrintWriter(standardOutput, false, StandardCharsets.UTF_8)) {
            for (int seed = 0; seed < SEEDS; seed++) {
                out.println(Long.toHexString(
                        Outcome.of(seed, PlantedBug.NONE, Profile.ANYTHING).hash()));
            }
        }
    }
}
