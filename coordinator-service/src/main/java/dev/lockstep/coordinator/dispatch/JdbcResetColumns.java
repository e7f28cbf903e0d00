package dev.lockstep.coordinator.dispatch;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads why a migration cannot be undone on one of its targets, as a part of another query. */
public final class JdbcResetColumns {
    /** The first reset after migration m has sent a command to the target: a lateral subquery r. */
    public static final String SUBQUERY =
            """
            (SELECT reset.target AS reset_target, reset.kind AS reset_kind, reset.at AS reset_at
             FROM target_reset reset WHERE reset.target = ANY (m.targets) AND EXISTS (SELECT 1 FROM dispatch d
                WHERE d.migration_id = m.id AND d.target = reset.target AND d.number < reset.dispatch)
             ORDER BY reset.at LIMIT 1) r
            """;

    private JdbcResetColumns() {}

    /** Absent if the columns are null. */
    public static @Nullable TargetReset read(ResultSet row) throws SQLException {
        String target = row.getString("reset_target");
        return target == null
                ? null
                : new TargetReset(
                        target,
                        row.getString("reset_kind"),
                        row.getTimestamp("reset_at").toInstant());
    }
}
