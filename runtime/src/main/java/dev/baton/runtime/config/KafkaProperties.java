package dev.baton.runtime.config;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of Kafka's properties a region may set. */
final class KafkaProperties {

    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    /** As Kafka itself takes an address apart. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:[0-9a-zA-Z\\-%._]*://)?\\[?[0-9a-zA-Z\\-%._:]+]?:([0-9]{1,5})");

    private static final int MAX_PORT = 65_535;

    private static final List<String> SECRET_WORDS =
            List.of("password", "jaas", "secret", "key", "token", "credential");

    private static final String OF_THE_APPLICATION =
            "it belongs to the application; give it to the BatonProducer or BatonConsumer";

    private static final String ONE_PARTITION = "Baton chooses an event's partition once, the same for every region";

    private static final String SAME_BYTES =
            "every region gets the same bytes; give it to the BatonProducer or BatonConsumer";

    /** Property → why a region may not set it. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            entry("key.serializer", SAME_BYTES),
            entry("value.serializer", SAME_BYTES),
            entry("key.deserializer", SAME_BYTES),
            entry("value.deserializer", SAME_BYTES),
            entry("group.id", OF_THE_APPLICATION),
            entry("group.instance.id", OF_THE_APPLICATION),
            entry("client.id", OF_THE_APPLICATION),
            entry("enable.auto.commit", "Baton commits an offset only when its event has taken effect (rule D)"),
            entry("auto.offset.reset", "Baton positions a consumer by its frontier, and never skips an event (rule D)"),
            entry("transactional.id", "a transaction of Kafka cannot span regions"),
            entry("partitioner.class", ONE_PARTITION),
            entry("partitioner.ignore.keys", ONE_PARTITION));

    private static final String IDEMPOTENCE = "enable.idempotence";

    /** Property → the only values that keep Baton's promises, the usual one first. */
    private static final Map<String, List<String>> FIXED =
            Map.of("acks", List.of("all", "-1"), IDEMPOTENCE, List.of("true"));

    /** The same where it is found out whether the service has idempotent producers. */
    private static final Map<String, List<String>> FIXED_WHERE_TRIED_OUT = Map.of("acks", List.of("all", "-1"));

    private KafkaProperties() {}

    /** The rules that {@code kafka} breaks; fields are named {@code kafka.…}. */
    static Faults check(SortedMap<String, String> kafka, ServiceType type) {
        Map<String, List<String>> fixed = type == ServiceType.OCI_KAFKA ? FIXED_WHERE_TRIED_OUT : FIXED;
        Faults faults = new Faults();
        String servers = kafka.get(BOOTSTRAP_SERVERS);
        if (servers == null) {
            faults.require(false, missingServers(kafka), "kafka." + BOOTSTRAP_SERVERS);
        } else {
            faults.require(
                    areAddresses(servers),
                    "is not a list of brokers; use host:port, several separated by commas,"
                            + " such as broker1:9092,broker2:9092",
                    "kafka." + BOOTSTRAP_SERVERS);
        }
        kafka.forEach((name, value) -> {
            String refusal = name.startsWith("baton.") ? OF_THE_APPLICATION : REFUSED.get(name);
            faults.require(refusal == null, "cannot be set here: " + refusal, "kafka." + name);
            List<String> right = fixed.getOrDefault(name, List.of(value));
            faults.require(
                    right.contains(value),
                    "must be " + right.get(0)
                            + ", as it is by default, or acknowledged events could be lost or repeated",
                    "kafka." + name);
            faults.require(!name.isBlank(), "is not the name of a Kafka property", "kafka." + name);
        });
        return faults;
    }

    /** True if the value of the property {@code name} should not be shown to anyone. */
    static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET_WORDS.stream().anyMatch(lower::contains);
    }

    private static String missingServers(SortedMap<String, String> kafka) {
        return "is missing; give the region's brokers, such as broker1:9092,broker2:9092"
                + Spelling.nearest(BOOTSTRAP_SERVERS, kafka.keySet())
                        .map(near -> " (is '" + near + "' meant to be it?)")
                        .orElse("");
    }

    private static boolean areAddresses(String servers) {
        return Arrays.stream(servers.split(",", -1)).allMatch(server -> isAddress(server.strip()));
    }

    private static boolean isAddress(String server) {
        Matcher address = ADDRESS.matcher(server);
        if (!address.matches()) {
            return false;
        }
        int port = Integer.parseInt(address.group(1));
        return port >= 1 && port <= MAX_PORT;
    }
}
