package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The verdicts on all documents of one write, made clearer by how many of them the server says it wrote. */
record Verdicts(Map<UnitRow, Verdict> byRow) {
    /** @param written how many of the rows the server wrote; absent if nobody is left to say */
    static Verdicts on(List<UnitRow> rows, DocumentsById found, OptionalLong written) {
        Map<UnitRow, Verdict> byRow = new LinkedHashMap<>();
        rows.forEach(row -> byRow.put(row, Verdict.on(row, found.get(row.id()))));
        Verdicts verdicts = new Verdicts(byRow);
        return written.isPresent() ? verdicts.knowing(written.getAsLong()) : verdicts;
    }

    private Verdicts knowing(long written) {
        long unclear = count(Verdict.UNCLEAR);
        long unaccounted = written - count(Verdict.AS_AFTER) - count(Verdict.CHANGED_SINCE);
        if (unaccounted > 0 && unaccounted < unclear) {
            return this;
        }
        Verdict clear = unaccounted <= 0 ? Verdict.CHANGED_EARLIER : Verdict.CHANGED_SINCE;
        Map<UnitRow, Verdict> cleared = new LinkedHashMap<>(byRow);
        cleared.replaceAll((row, verdict) -> verdict == Verdict.UNCLEAR ? clear : verdict);
        return new Verdicts(cleared);
    }

    private long count(Verdict verdict) {
        return byRow.values().stream().filter(verdict::equals).count();
    }

    List<UnitRow> that(Verdict... any) {
        List<Verdict> wanted = List.of(any);
        return byRow.entrySet().stream()
                .filter(entry -> wanted.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
