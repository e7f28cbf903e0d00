package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The states of all documents of one write, made more precise by the number of documents that the server wrote. */
record UnitStates(Map<UnitRow, UnitState> byRow) {
    /** @param written how many of the documents the server wrote; absent if that is unknown */
    static UnitStates of(List<UnitRow> rows, DocumentsById found, OptionalLong written) {
        Map<UnitRow, UnitState> byRow = new LinkedHashMap<>();
        rows.forEach(row -> byRow.put(row, UnitState.of(row, found.get(row.id()))));
        UnitStates states = new UnitStates(byRow);
        return written.isPresent() ? states.withWritten(written.getAsLong()) : states;
    }

    private UnitStates withWritten(long written) {
        long undecided = count(UnitState.CHANGED);
        long unseen = written - count(UnitState.AS_AFTER) - count(UnitState.CHANGED_AFTER_WRITE);
        if (unseen > 0 && unseen < undecided) {
            return this;
        }
        UnitState decided = unseen <= 0 ? UnitState.CHANGED_BEFORE_WRITE : UnitState.CHANGED_AFTER_WRITE;
        Map<UnitRow, UnitState> precise = new LinkedHashMap<>(byRow);
        precise.replaceAll((row, state) -> state == UnitState.CHANGED ? decided : state);
        return new UnitStates(precise);
    }

    private long count(UnitState state) {
        return byRow.values().stream().filter(state::equals).count();
    }

    /** The rows in any of the states, in their order. */
    List<UnitRow> in(UnitState... states) {
        List<UnitState> wanted = List.of(states);
        return byRow.entrySet().stream()
                .filter(entry -> wanted.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
