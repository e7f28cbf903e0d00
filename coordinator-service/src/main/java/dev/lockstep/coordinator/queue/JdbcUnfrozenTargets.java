package dev.lockstep.coordinator.queue;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.freeze.Freeze;
import dev.lockstep.coordinator.freeze.JdbcFreezes;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads what is in the way of a start on targets, and refuses it while a freeze is open or a target is stopped. */
final class JdbcUnfrozenTargets {
    private final JdbcTemplate jdbc;
    private final JdbcFreezes freezes;
    private final JdbcTargetStops stops;

    JdbcUnfrozenTargets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.freezes = new JdbcFreezes(jdbc);
        this.stops = new JdbcTargetStops(jdbc);
    }

    /**
     * Reads what is in the way of a claim, and in the same statement prevents freezes from opening until the
     * transaction ends.
     *
     * @param targets on which something is to start
     * @param sql selects one column
     * @throws ApiException if a freeze is open, or one of the targets is stopped
     */
    <T> List<T> unlessFrozen(Targets targets, String sql, Function<String, T> read, Object... values) {
        Obstacles obstacles = new JdbcCombinedStatement()
                .add("unfrozen", JdbcFreezes.LOCK_UNFROZEN)
                .add(
                        "stopped",
                        "SELECT unnest(stopped_targets) FROM unfrozen INTERSECT (%s)".formatted(targets.sql()),
                        targets.value())
                .add("found", sql, values)
                .execute(
                        jdbc,
                        """
                        SELECT EXISTS (SELECT 1 FROM unfrozen), ARRAY(SELECT * FROM stopped)::text[],
                            ARRAY(SELECT * FROM found)::text[]
                        """,
                        (row, _index) -> new Obstacles(row.getBoolean(1), texts(row, 2), texts(row, 3)));
        if (!obstacles.isUnfrozen()) {
            throw frozen();
        }
        requireNotStopped(obstacles.stopped());
        return obstacles.found().stream().map(read).toList();
    }

    private record Obstacles(boolean isUnfrozen, List<String> stopped, List<String> found) {}

    /** A query for the targets on which something is to start. */
    record Targets(String sql, Object value) {
        static Targets of(Collection<TargetName> names) {
            return new Targets("SELECT unnest(?::text[])", JdbcCombinedStatement.texts(names, TargetName::value));
        }

        static Targets of(MigrationId migration) {
            return new Targets("SELECT unnest(targets) FROM migration WHERE id = ?", migration.value());
        }
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private void requireNotStopped(List<String> stopped) {
        if (!stopped.isEmpty()) {
            String reason = stops.find(stopped.stream().map(TargetName::new).toList()).stream()
                    .findFirst()
                    .map(TargetStop::description)
                    .orElse("targets %s were stopped, and are not any more".formatted(stopped));
            throw ApiException.of(ProblemType.TARGET_STOPPED, "nothing new starts: " + reason);
        }
    }

    private ApiException frozen() {
        String freeze = freezes.findOpen().map(Freeze::description).orElse("a freeze that has just ended");
        return ApiException.of(
                ProblemType.FROZEN,
                "nothing new starts because of %s; repeat the request when it has ended".formatted(freeze));
    }
}
