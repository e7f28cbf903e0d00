package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The states of the units of one write, made more precise by the number of documents that the server wrote. */
record UnitStates(Map<UnitRow, UnitState> byRow) {
    /** @param written the number of documents that the server wrote; empty if it is unknown */
    static UnitStates of(List<UnitRow> rows, DocumentsById found, OptionalLong written) {
        Map<UnitRow, UnitState> byRow = new LinkedHashMap<>();
        rows.forEach(row -> byRow.put(row, UnitState.of(row, found.get(row.id()))));
        UnitStates states = new UnitStates(byRow);
        return written.isPresent() ? states.withWritten(written.getAsLong()) : states;
    }

    // The time of the changes is known if the server wrote either all or none of the documents with an unknown time.
    private UnitStates withWritten(long written) {
        long undecided = count(UnitState.CHANGED_AT_UNKNOWN_TIME);
        long unexplainedWrites = written - count(UnitState.MATCHES_POST_IMAGE) - count(UnitState.CHANGED_AFTER_WRITE);
        if (unexplainedWrites > 0 && unexplainedWrites < undecided) {
            return this;
        }
        UnitState decided = unexplainedWrites <= 0 ? UnitState.CHANGED_BEFORE_WRITE : UnitState.CHANGED_AFTER_WRITE;
        Map<UnitRow, UnitState> precise = new LinkedHashMap<>(byRow);
        precise.replaceAll((row, state) -> state == UnitState.CHANGED_AT_UNKNOWN_TIME ? decided : state);
        return new UnitStates(precise);
    }

    private long count(UnitState state) {
        return byRow.values().stream().filter(state::equals).count();
    }

    /** The rows in any of the states, in the order of the write. */
    List<UnitRow> rowsIn(UnitState... states) {
        List<UnitState> wanted = List.of(states);
        return byRow.entrySet().stream()
                .filter(entry -> wanted.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
