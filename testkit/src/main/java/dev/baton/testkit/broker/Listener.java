package dev.baton.testkit.broker;

import java.util.regex.Pattern;

/**
 * One more way into a broker: clients that come by it are told to come back by the port advertised here.
 *
 * <p>Meant for a proxy that stands before the broker: it binds first, its port is advertised, and it forwards to
 * {@link KafkaBroker#port(String)}.
 *
 * @param name upper-case letters, digits and {@code _}, such as {@code OUTSIDE}; not {@code LOCAL} nor {@code
 * CONTROLLER}
 * @param advertisedPort port of 127.0.0.1 that clients of this listener connect to
 */
public record Listener(String name, int advertisedPort) {

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final int HIGHEST_PORT = 65_535;

    public Listener {
        if (!NAME.matcher(name).matches()
                || name.equals(BrokerSettings.LOCAL)
                || name.equals(BrokerSettings.CONTROLLER)) {
            throw new IllegalArgumentException("name must match " + NAME + " and be neither " + BrokerSettings.LOCAL
                    + " nor " + BrokerSettings.CONTROLLER + ", not '" + name + "'");
        }
        if (advertisedPort < 1 || advertisedPort > HIGHEST_PORT) {
            throw new IllegalArgumentException("advertisedPort must be a port number, not " + advertisedPort);
        }
    }
}
