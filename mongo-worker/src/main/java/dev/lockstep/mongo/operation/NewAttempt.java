package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of documents that were not written: those that match the filter are judged anew, as they are now; the
 * others were never the step's, and their rows go.
 *
 * @param rows what is intended now, journaled
 * @param read the documents as they were read for it
 * @param kept documents that may have been written before they were changed; their rows stay
 */
record NewAttempt(List<UnitRow> rows, DocumentsById read, int kept) {
    static NewAttempt of(Verdicts verdicts, UpdateSite site) {
        List<UnitRow> open = verdicts.that(Verdict.AS_BEFORE, Verdict.CHANGED_EARLIER, Verdict.UNCLEAR);
        DocumentsById read = site.documents().readMatching(open);
        Map<ExactId, UnitRow> anew = new HashMap<>();
        Images.of(read.documents(), site).rows().forEach(row -> anew.put(new ExactId(row.id()), row));
        List<UnitRow> rows = new ArrayList<>();
        List<UnitRow> gone = new ArrayList<>();
        for (UnitRow row : open) {
            UnitRow now = anew.get(new ExactId(row.id()));
            if (now != null) {
                rows.add(row.judgedAs(now));
            } else if (read.contains(row.id())) {
                gone.add(row);
            }
        }
        verdicts.that(Verdict.AS_BEFORE, Verdict.CHANGED_EARLIER).stream()
                .filter(row -> !read.contains(row.id()))
                .forEach(gone::add);
        site.units().intendAnew(rows);
        site.units().forget(gone);
        return new NewAttempt(rows, read, open.size() - rows.size() - gone.size());
    }
}
