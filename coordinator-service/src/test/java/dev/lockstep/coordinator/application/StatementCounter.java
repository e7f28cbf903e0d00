package dev.lockstep.coordinator.application;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Counts the statements and commits of a coordinator. Those of its background work are included, but not those for
 * registrations, which the tests change often.
 */
final class StatementCounter implements BeanPostProcessor {
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final Map<String, Long> byText = new ConcurrentHashMap<>();

    /**
     * Counts since the start.
     *
     * @param statements one per round trip; a batch counts as one
     * @param commits of transactions, and of single statements that are not a SELECT
     */
    record Counts(long statements, long commits) {
        Counts minus(Counts earlier) {
            return new Counts(statements - earlier.statements, commits - earlier.commits);
        }
    }

    Counts counts() {
        return new Counts(statements.get(), commits.get());
    }

    /** The number of executed statements that contain a text, since the start. */
    long countOf(String text) {
        return byText.entrySet().stream()
                .filter(executed -> executed.getKey().contains(text))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource dataSource ? new CountedDataSource(dataSource) : bean;
    }

    private final class CountedDataSource extends DelegatingDataSource {
        CountedDataSource(DataSource dataSource) {
            super(dataSource);
        }

        @Override
        public Connection getConnection() throws SQLException {
            return proxy(Connection.class, super.getConnection(), "");
        }
    }

    private <T> T proxy(Class<T> type, Object target, String sql) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> invoke(target, method, arguments, sql)));
    }

    private @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments, String sql)
            throws Throwable {
        String text = arguments == null || arguments.length == 0 ? sql : String.valueOf(arguments[0]);
        if (method.getName().equals("commit")) {
            commits.incrementAndGet();
        }
        if (target instanceof Statement statement && method.getName().startsWith("execute")) {
            count(statement, text);
        }
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof Statement ? proxy(method.getReturnType(), result, text) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void count(Statement statement, String sql) throws SQLException {
        if (sql.contains("INTO target_registration")) {
            return;
        }
        statements.incrementAndGet();
        byText.merge(sql, 1L, Long::sum);
        if (statement.getConnection().getAutoCommit() && !sql.stripLeading().startsWith("SELECT")) {
            commits.incrementAndGet();
        }
    }
}
