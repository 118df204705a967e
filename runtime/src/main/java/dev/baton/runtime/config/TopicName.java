package dev.baton.runtime.config;

import java.util.regex.Pattern;

/** What Kafka accepts as the name of a topic. */
final class TopicName {

    static final String RIGHT = "is not a name for a topic; use 1 to 249 letters, digits, dots, dashes or underscores";

    private static final Pattern LEGAL = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

    private TopicName() {}

    static boolean isLegal(String name) {
        return LEGAL.matcher(name).matches();
    }
}
