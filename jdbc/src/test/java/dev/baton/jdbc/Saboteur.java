package dev.baton.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Connections on which something happens right before or right after the next commit, once. */
final class Saboteur {

    private final String url;
    private final AtomicReference<Deed> beforeCommit = new AtomicReference<>(() -> {});
    private final AtomicReference<Deed> afterCommit = new AtomicReference<>(() -> {});

    /** What happens. */
    @FunctionalInterface
    interface Deed {
        void happen() throws SQLException;
    }

    Saboteur(String url) {
        this.url = url;
    }

    Database database() {
        DataSource source = proxy(DataSource.class, (proxy, method, arguments) -> connect());
        return Database.of(source, "sabotaged database");
    }

    void beforeNextCommit(Deed deed) {
        beforeCommit.set(deed);
    }

    void afterNextCommit(Deed deed) {
        afterCommit.set(deed);
    }

    /** What a driver throws when the connection is gone. */
    static SQLException connectionLost() {
        return new SQLException("An I/O error occurred while sending to the backend.", "08006");
    }

    private Connection connect() throws SQLException {
        Connection real = DriverManager.getConnection(url);
        return proxy(Connection.class, (proxy, method, arguments) -> {
            boolean commit = method.getName().equals("commit");
            if (commit) {
                beforeCommit.getAndSet(() -> {}).happen();
            }
            try {
                Object result = method.invoke(real, arguments);
                if (commit) {
                    afterCommit.getAndSet(() -> {}).happen();
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Saboteur.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
