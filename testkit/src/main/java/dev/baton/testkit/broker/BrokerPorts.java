package dev.baton.testkit.broker;

import dev.baton.testkit.ports.FreePorts;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The ports that one broker binds, each by the name of its listener. */
record BrokerPorts(Map<String, Integer> byListener) {

    BrokerPorts {
        byListener = Collections.unmodifiableMap(new TreeMap<>(byListener));
    }

    static BrokerPorts choose(BrokerOptions options) {
        Map<String, Integer> chosen = new TreeMap<>();
        chosen.put(BrokerSettings.LOCAL, FreePorts.choose());
        chosen.put(BrokerSettings.CONTROLLER, FreePorts.choose());
        options.listeners().forEach(listener -> chosen.put(listener.name(), FreePorts.choose()));
        return new BrokerPorts(chosen);
    }

    int local() {
        return of(BrokerSettings.LOCAL).orElseThrow();
    }

    int controller() {
        return of(BrokerSettings.CONTROLLER).orElseThrow();
    }

    OptionalInt of(String listener) {
        Integer port = byListener.get(listener);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
