package dev.baton.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connection as effects see it: it does everything except end the transaction, because effects that were durable
 * without the frontier would be applied twice (rule F).
 */
final class GuardedConnection implements InvocationHandler {

    private static final Set<String> REFUSED = Set.of("commit", "setAutoCommit", "close", "abort");
    /** Of the SQL standard: invalid transaction termination. */
    private static final String INVALID_TERMINATION = "2D000";

    private final Connection connection;

    private GuardedConnection(Connection connection) {
        this.connection = connection;
    }

    static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new GuardedConnection(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        boolean fullRollback = method.getName().equals("rollback") && method.getParameterCount() == 0;
        if (fullRollback || REFUSED.contains(method.getName())) {
            throw new SQLException(
                    "Connection." + method.getName()
                            + " is not for effects to call: the sink itself ends the transaction",
                    INVALID_TERMINATION);
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
