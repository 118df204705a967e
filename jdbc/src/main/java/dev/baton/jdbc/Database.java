package dev.baton.jdbc;

import dev.baton.core.InvalidConfigurationException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Where connections come from; its name for messages holds no secret. Immutable and safe for any thread.
 */
public final class Database {

    private static final String POSTGRES = "jdbc:postgresql:";
    /** {@code jdbc:mysql://} or {@code jdbc:oracle:thin:@//}: the part of a URL in which nothing can be secret. */
    private static final Pattern SCHEME = Pattern.compile("jdbc:[A-Za-z0-9]+:(?:(?:thin|oci):)?@?(?://)?");
    /** Hosts with ports and a database, and no room for a user in front of them. */
    private static final Pattern PLAIN = Pattern.compile(
            SCHEME.pattern() + "[A-Za-z0-9._-]*(?::\\d+)?(?:,[A-Za-z0-9._-]+(?::\\d+)?)*(?:/[A-Za-z0-9._-]*)?");

    private final String name;
    private final Source source;

    private Database(String name, Source source) {
        this.name = name;
        this.source = source;
    }

    /** The database at a JDBC URL that says everything. */
    public static Database at(String url) {
        return at(url, new Properties());
    }

    /**
     * The database at a JDBC URL. For PostgreSQL, what bounds a connection in time is set unless the URL or the
     * properties do ({@code loginTimeout}, {@code connectTimeout}, {@code socketTimeout}, {@code tcpKeepAlive}), and
     * errors show no values of rows ({@code logServerErrorDetail=false}); for others it is for the URL to set the like.
     *
     * @param properties for the driver, such as {@code user} and {@code password}; copied
     * @throws InvalidConfigurationException if no driver on the class path knows the URL
     */
    public static Database at(String url, Properties properties) {
        String name = withoutSecrets(url);
        Driver driver = driver(url, name);
        Properties copy = new Properties();
        properties.stringPropertyNames().forEach(key -> copy.setProperty(key, properties.getProperty(key)));
        return new Database(name, timeout -> {
            Properties complete = new Properties();
            if (url.startsWith(POSTGRES)) {
                complete.putAll(postgresDefaults(timeout));
            }
            complete.putAll(copy);
            Connection connection = driver.connect(url, complete);
            if (connection == null) {
                throw new SQLNonTransientConnectionException("the driver does not take the URL", "08001");
            }
            return connection;
        });
    }

    /**
     * The database that {@code source} connects to. The sink keeps one connection for as long as it lives and changes
     * the session's timeouts, so a pool that others use too is the wrong source; its login timeout must be set by
     * whoever made it.
     *
     * @param name for messages, such as {@code orders@db1}; no secrets
     */
    public static Database of(DataSource source, String name) {
        return new Database(name, timeout -> source.getConnection());
    }

    /**
     * A new connection of the caller's own. Connecting at a JDBC URL of PostgreSQL takes at most {@code timeout}, in
     * whole seconds.
     */
    Connection connect(Duration timeout) throws SQLException {
        return source.connect(timeout);
    }

    /** Its name for messages: driver, hosts and database, as far as they are certain to hold no secret. */
    @Override
    public String toString() {
        return name;
    }

    private static Driver driver(String url, String name) {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException e) {
            // Without the cause: a driver may quote the URL, and with it a password.
            throw new InvalidConfigurationException("No JDBC driver knows the URL of database " + name
                    + ". Check its spelling (PostgreSQL: jdbc:postgresql://host:5432/database) and add the driver's jar"
                    + " to the class path.");
        }
    }

    private static Properties postgresDefaults(Duration timeout) {
        String seconds = Long.toString(timeout.plusMillis(999).toSeconds());
        Properties defaults = new Properties();
        defaults.setProperty("loginTimeout", seconds);
        defaults.setProperty("connectTimeout", seconds);
        defaults.setProperty("socketTimeout", seconds);
        defaults.setProperty("tcpKeepAlive", "true");
        defaults.setProperty("logServerErrorDetail", "false");
        return defaults;
    }

    /**
     * A password may stand before the hosts ({@code user/password@host}) or after them ({@code ?password=} or
     * {@code ;password=}), and may itself hold any of the characters that separate. What is not certain is left out.
     */
    static String withoutSecrets(String url) {
        Matcher scheme = SCHEME.matcher(url);
        if (!scheme.lookingAt()) {
            return "(not a JDBC URL)";
        }
        int cut = 0;
        while (cut < url.length() && "?;#".indexOf(url.charAt(cut)) < 0) {
            cut++;
        }
        String address = url.substring(0, cut);
        int user = address.lastIndexOf('@');
        boolean named = user >= scheme.end();
        if (named) {
            address = scheme.group() + address.substring(user + 1);
        }
        // An @ further on may end a password that holds what it was cut at; only PostgreSQL's URLs name no user there.
        boolean certain = named || url.indexOf('@', cut) < 0 || url.startsWith(POSTGRES);
        return certain && PLAIN.matcher(address).matches() ? address : scheme.group() + "…";
    }

    @FunctionalInterface
    private interface Source {
        Connection connect(Duration timeout) throws SQLException;
    }
}
