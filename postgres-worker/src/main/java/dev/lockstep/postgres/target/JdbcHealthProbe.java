package dev.lockstep.postgres.target;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.worker.HealthIssue;
import dev.lockstep.worker.HealthProbe;
import dev.lockstep.worker.HealthReading;
import dev.lockstep.worker.HealthSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.util.unit.DataSize;

/**
 * Reads the health of a PostgreSQL server with one statement. It asks for single processes, because the views of all
 * processes copy the state of every connection. A limit that cannot be read on this server is logged once and ignored;
 * the others are read.
 */
final class JdbcHealthProbe implements HealthProbe {
    /** Its value is 1 if the user sees the standbys and vacuums of others. */
    private static final String ANSWER =
            """
            SELECT 'answer' AS kind, '' AS subject,
                   pg_has_role('pg_read_all_stats', 'USAGE')::integer::float8 AS value, 0::float8 AS bytes""";

    private static final String ONLY_ANSWER = "SELECT 'answer' AS kind, '' AS subject, 1 AS value, 0 AS bytes";
    /** The SQLSTATEs of a function or view that is not there, or not permitted to the user. */
    private static final String NOT_AVAILABLE = "42";

    private static final double MILLIS = 1_000;

    private final JdbcConnections connections;
    private final PostgresHealthLimits limits;
    private final WalRate walRate = new WalRate();
    private final UnreadableLimits unreadable = new UnreadableLimits();
    private volatile List<HealthPart> parts;

    JdbcHealthProbe(JdbcConnections connections, PostgresHealthLimits limits) {
        this.connections = connections;
        this.limits = limits;
        this.parts = HealthPart.of(limits);
    }

    @Override
    public HealthReading read(StepOperation operation) {
        try {
            return measure(operation);
        } catch (DataAccessException e) {
            if (!isNotAvailable(e)) {
                throw e;
            }
            parts = parts.stream().filter(this::isReadable).toList();
            return measure(operation);
        }
    }

    /** Reads one part alone, because the error of the whole statement does not say which part it is about. */
    private boolean isReadable(HealthPart part) {
        try {
            rows(List.of(part));
            return true;
        } catch (DataAccessException e) {
            if (!isNotAvailable(e)) {
                throw e;
            }
            unreadable.warn(
                    part.signal(), String.valueOf(e.getMostSpecificCause().getMessage()));
            return false;
        }
    }

    private static boolean isNotAvailable(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause
                && String.valueOf(cause.getSQLState()).startsWith(NOT_AVAILABLE);
    }

    /** The limits that need the state of processes of other users. */
    private void logUnreadableOfOthers(String reason) {
        if (limits.replicaLag() != null) {
            unreadable.info(HealthSignal.REPLICA_LAG, reason);
        }
        if (limits.isVacuumWaitedFor()) {
            unreadable.info(HealthSignal.VACUUM, reason);
        }
    }

    private HealthReading measure(StepOperation operation) {
        long start = System.nanoTime();
        List<Row> rows = rows(parts);
        long end = System.nanoTime();
        if (rows.contains(Row.WITHOUT_PERMISSION)) {
            logUnreadableOfOthers("the user is not a member of pg_monitor or pg_read_all_stats");
        }
        List<HealthIssue> issues = new ArrayList<>();
        latency(Duration.ofNanos(end - start)).ifPresent(issues::add);
        rows.forEach(row -> issue(row, operation).ifPresent(issues::add));
        Optional<Row> wal =
                rows.stream().filter(row -> row.kind().equals("wal")).findFirst();
        wal.ifPresent(row -> walRate.add(row.value(), end));
        wal.flatMap(_ -> walIssue()).ifPresent(issues::add);
        return new HealthReading(issues, wal.isEmpty() || walRate.isKnown());
    }

    private List<Row> rows(List<HealthPart> read) {
        return connections
                .singleStatements()
                .sql(statement(read))
                .query((row, _) -> new Row(
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getDouble("value"),
                        row.getDouble("bytes")))
                .list();
    }

    private static String statement(List<HealthPart> read) {
        return read.isEmpty()
                ? ONLY_ANSWER
                : Stream.concat(Stream.of(ANSWER), read.stream().map(HealthPart::sql))
                        .collect(Collectors.joining("\nUNION ALL\n"));
    }

    private Optional<HealthIssue> latency(Duration found) {
        Duration limit = limits.common().latency();
        return limit == null || found.compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(HealthIssue.of(HealthSignal.LATENCY, "latency", found, limit));
    }

    private Optional<HealthIssue> issue(Row row, StepOperation operation) {
        return switch (row.kind()) {
            case "standby" -> lag(row);
            case "waiters" -> waiters((long) row.value());
            case "vacuum" -> vacuum(row.subject(), operation);
            default -> Optional.empty();
        };
    }

    private Optional<HealthIssue> lag(Row row) {
        Duration limit = limits.replicaLag();
        Duration lag = Duration.ofMillis((long) (row.value() * MILLIS));
        return limit == null
                        || lag.compareTo(limit) <= 0
                        || row.bytes() <= limits.replicaBacklog().toBytes()
                ? Optional.empty()
                : Optional.of(new HealthIssue(
                        HealthSignal.REPLICA_LAG,
                        "replica lag %s of %s, limit %s"
                                .formatted(HealthIssue.text(lag), row.subject(), HealthIssue.text(limit))));
    }

    private Optional<HealthIssue> waiters(long found) {
        Integer limit = limits.lockWaiters();
        return limit == null || found <= limit
                ? Optional.empty()
                : Optional.of(new HealthIssue(
                        HealthSignal.LOCK_WAITERS, "%d sessions wait for locks, limit %d".formatted(found, limit)));
    }

    /** The text of a record has all its values, so it names every table that the operation names. */
    private static Optional<HealthIssue> vacuum(String table, StepOperation operation) {
        boolean isNamed = Pattern.compile("\\b" + Pattern.quote(table) + "\\b", Pattern.CASE_INSENSITIVE)
                .matcher(operation.toString())
                .find();
        return isNamed
                ? Optional.of(new HealthIssue(HealthSignal.VACUUM, "table %s is being vacuumed".formatted(table)))
                : Optional.empty();
    }

    private Optional<HealthIssue> walIssue() {
        DataSize limit = limits.walPerSecond();
        return limit == null || walRate.bytesPerSecond() <= limit.toBytes()
                ? Optional.empty()
                : Optional.of(new HealthIssue(
                        HealthSignal.WAL_RATE,
                        "%d kB of WAL per second, limit %d kB"
                                .formatted((long) walRate.bytesPerSecond() / 1_024, limit.toKilobytes())));
    }

    /** One measurement; what the server does not tell is 0. */
    private record Row(String kind, String subject, double value, double bytes) {
        private static final Row WITHOUT_PERMISSION = new Row("answer", "", 0, 0);
    }

    /** The WAL per second between the last two readings, if not more than a minute is between them. */
    private static final class WalRate {
        private static final long MAX_AGE_NANOS = TimeUnit.MINUTES.toNanos(1);
        private double position;
        private long readAt;
        private boolean hasPosition;
        private double rate = -1;

        private synchronized void add(double nextPosition, long now) {
            double seconds = (double) (now - readAt) / TimeUnit.SECONDS.toNanos(1);
            boolean isUsable = hasPosition && now - readAt < MAX_AGE_NANOS && seconds > 0;
            rate = isUsable ? (nextPosition - position) / seconds : -1;
            position = nextPosition;
            readAt = now;
            hasPosition = true;
        }

        private synchronized boolean isKnown() {
            return rate >= 0;
        }

        private synchronized double bytesPerSecond() {
            return rate;
        }
    }
}
