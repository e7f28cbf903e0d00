package dev.lockstep.postgres.script;

import java.util.Map;

/**
 * The rows that a script has written.
 *
 * @param byTable by the table's OID; without tables that were not written
 */
public record WrittenRows(Map<Long, RowCounts> byTable) {
    public WrittenRows {
        byTable = Map.copyOf(byTable);
    }

    public RowCounts total() {
        return byTable.values().stream().reduce(RowCounts.NONE, RowCounts::plus);
    }
}
