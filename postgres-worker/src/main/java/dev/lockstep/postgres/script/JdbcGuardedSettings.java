package dev.lockstep.postgres.script;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the guarded settings of a session as columns of a query. */
public final class JdbcGuardedSettings {
    /** One column for each setting. Names are qualified, because a script can put its own functions before those of the server. */
    public static final String COLUMNS = GuardedSettings.NAMES.stream()
            .map("pg_catalog.current_setting('%s', true)"::formatted)
            .collect(Collectors.joining(", "));

    private JdbcGuardedSettings() {}

    /**
     * Reads the values in a row.
     *
     * @param first the number of the first of {@link #COLUMNS} in the row
     */
    public static GuardedSettings read(ResultSet row, int first) throws SQLException {
        Map<String, String> values = new HashMap<>();
        int column = first;
        for (String name : GuardedSettings.NAMES) {
            String value = row.getString(column++);
            if (value != null) {
                values.put(name, value);
            }
        }
        return new GuardedSettings(values);
    }
}
