package dev.lockstep.coordinator.dispatch;

import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;

/** Finds out with one statement whether any deadline has passed, by the clock of the database. */
public final class JdbcDeadlines {
    /** Prepared, so that the server does not plan it each time. */
    private static final PreparedStatementCreator PASSED = connection -> connection.prepareStatement(
            """
            SELECT EXISTS (SELECT 1 FROM retry WHERE due <= clock_timestamp()),
                EXISTS (SELECT 1 FROM dispatch WHERE settled_at IS NULL AND lease_until < clock_timestamp()),
                EXISTS (SELECT 1 FROM gate_check WHERE due <= clock_timestamp()),
                EXISTS (SELECT 1 FROM plan_deadline WHERE due <= clock_timestamp()),
                clock_timestamp()
            """);

    private final JdbcTemplate jdbc;

    public JdbcDeadlines(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Which kinds of deadlines have passed.
     *
     * @param at the time by the clock of the database
     */
    public record Passed(
            boolean hasDueRetry, boolean hasLapsedLease, boolean hasDueGate, boolean hasPlanDeadline, Instant at) {}

    public Passed passed() {
        return jdbc.query(
                        PASSED,
                        (row, _index) -> new Passed(
                                row.getBoolean(1),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getTimestamp(5).toInstant()))
                .getFirst();
    }
}
