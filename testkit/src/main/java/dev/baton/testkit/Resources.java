package dev.baton.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text files that lie beside a class in its jar. Stateless and safe for any thread. */
public final class Resources {

    private Resources() {}

    /** All of the UTF-8 text of a file in the same package as the class. */
    public static String text(Class<?> beside, String name) {
        try (InputStream resource = beside.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException(
                        name + " is missing beside " + beside.getName() + " on the class path.");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
