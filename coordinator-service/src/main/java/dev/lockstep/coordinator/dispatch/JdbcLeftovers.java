package dev.lockstep.coordinator.dispatch;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts work that is overdue because no coordinator has done it, by the clock of the database. */
public final class JdbcLeftovers {
    private static final SequencedMap<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put(
                "unsent-message",
                "SELECT count(*) FROM outbox WHERE parked_at IS NULL AND created_at < clock_timestamp() - overdue");
        QUERIES.put(
                "lapsed-lease",
                "SELECT count(*) FROM dispatch WHERE settled_at IS NULL AND lease_until < clock_timestamp() - overdue");
        QUERIES.put("due-retry", "SELECT count(*) FROM retry WHERE due < clock_timestamp() - overdue");
        QUERIES.put(
                "passed-time-limit",
                """
                SELECT (SELECT count(*) FROM gate_check WHERE due < clock_timestamp() - overdue)
                    + (SELECT count(*) FROM plan_deadline WHERE due < clock_timestamp() - overdue)
                """);
        QUERIES.put(
                "open-call",
                "SELECT count(*) FROM endpoint_call WHERE next_attempt < clock_timestamp() - overdue AND state = 'OPEN'");
    }

    private final JdbcTemplate jdbc;

    public JdbcLeftovers(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The kinds of overdue work. */
    public static Iterable<String> kinds() {
        return QUERIES.keySet();
    }

    /**
     * The number of pieces of overdue work of each kind.
     *
     * @param overdue how long they could have been done already; running coordinators do them sooner
     */
    public Map<String, Long> count(Duration overdue) {
        Map<String, Long> counts = new LinkedHashMap<>();
        QUERIES.forEach((kind, query) -> counts.put(
                kind,
                jdbc.query(
                                query.replace("overdue", "interval '%d milliseconds'".formatted(overdue.toMillis())),
                                (row, _index) -> row.getLong(1))
                        .getFirst()));
        return counts;
    }
}
