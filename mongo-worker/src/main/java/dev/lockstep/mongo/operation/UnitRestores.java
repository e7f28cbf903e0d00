package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.journal.UnitConflict;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Puts documents back as they were. Each is compared before, written under guard, and read again after; one whose
 * touched fields are neither as the step left them nor as they were belongs to the application.
 */
final class UnitRestores {
    private static final int MOST_ATTEMPTS = 100;

    private final UpdateSite site;
    private long misplaced;

    UnitRestores(UpdateSite site) {
        this.site = site;
    }

    List<String> statements() {
        return misplaced == 0
                ? List.of()
                : List.of("in %d documents of %s the fields have their values again, but not their order"
                        .formatted(misplaced, site.update().collection()));
    }

    void restore(List<UnitRow> rows) {
        List<UnitRow> open = rows;
        for (int attempt = 0; !open.isEmpty(); attempt++) {
            giveUpAfter(attempt, open);
            DocumentsById read = site.documents().read(open);
            Verdicts verdicts = Verdicts.on(open, read, OptionalLong.empty());
            Failpoints.hit("mongo.update.compensate-after-read");
            BsonDateTime until =
                    attempt == 0 ? site.window().stillOpen() : site.window().open();
            site.units().restored(verdicts.that(Verdict.AS_BEFORE));
            conflict(verdicts.that(Verdict.CHANGED_SINCE, Verdict.CHANGED_EARLIER, Verdict.UNCLEAR), read);
            open = putBack(verdicts.that(Verdict.AS_AFTER), read, until);
        }
        Failpoints.hit("mongo.update.compensate-after-mark");
    }

    /** Returns those that are still as the step left them. */
    private List<UnitRow> putBack(List<UnitRow> rows, DocumentsById read, BsonDateTime until) {
        List<UnitRow> open = new ArrayList<>();
        int size = site.documents().chunkSize();
        for (int from = 0; from < rows.size(); from += size) {
            if (from > 0) {
                Failpoints.hit("mongo.update.compensate-mid-write");
            }
            List<UnitRow> chunk = rows.subList(from, Math.min(rows.size(), from + size));
            long written = site.documents()
                    .write(chunk.stream()
                            .map(row -> restoring(row, read.getOrDefault(row.id(), row.after()), until))
                            .toList());
            Failpoints.hit("mongo.update.compensate-after-write");
            open.addAll(readBack(chunk, written));
        }
        return open;
    }

    // On the way back "before" is what the step left: a document changed since then was put back first.
    private List<UnitRow> readBack(List<UnitRow> chunk, long written) {
        DocumentsById found = site.documents().read(chunk);
        List<UnitRow> undone = chunk.stream().map(UnitRow::undone).toList();
        Verdicts verdicts = Verdicts.on(undone, found, OptionalLong.of(written));
        List<UnitRow> asMeant = verdicts.that(Verdict.AS_AFTER);
        misplaced += asMeant.stream()
                .filter(row -> isMisplaced(row, found.getOrDefault(row.id(), row.after())))
                .count();
        site.units().restored(asMeant);
        site.units().restored(verdicts.that(Verdict.CHANGED_SINCE));
        conflict(
                verdicts.that(Verdict.CHANGED_EARLIER, Verdict.UNCLEAR).stream()
                        .map(UnitRow::undone)
                        .toList(),
                found);
        return verdicts.that(Verdict.AS_BEFORE).stream().map(UnitRow::undone).toList();
    }

    private void conflict(List<UnitRow> rows, DocumentsById found) {
        List<UnitConflict> conflicts =
                rows.stream().map(row -> conflict(row, found.get(row.id()))).toList();
        if (!conflicts.isEmpty() && site.context().onConflict() == ConflictPolicy.FAIL) {
            throw new UnitRefused(failure(conflicts));
        }
        site.units().conflicts(conflicts);
    }

    private static UnitConflict conflict(UnitRow row, @Nullable BsonDocument found) {
        return new UnitConflict(row, found == null ? null : kept(row, TouchedFields.of(found, row.touched())));
    }

    // The row holds what was there and what was meant already, and is one document too.
    private static BsonDocument kept(UnitRow row, BsonDocument found) {
        return DocumentSize.fitTogether(row.before(), row.after(), found)
                ? found
                : new BsonDocument("tooLargeToKeep", new BsonString(Shown.fields(found)));
    }

    private static boolean isMisplaced(UnitRow row, BsonDocument found) {
        List<String> order = List.copyOf(found.keySet());
        return !order.equals(FieldOrder.restored(order, row.touched(), row.order()));
    }

    private static GuardedChange restoring(UnitRow row, BsonDocument current, BsonDateTime until) {
        List<String> order = FieldOrder.restored(current.keySet(), row.touched(), row.order());
        return GuardedChange.of(current, new TouchedFields(row.before(), row.after()).undone(), order, until);
    }

    private void giveUpAfter(int attempts, List<UnitRow> open) {
        site.context().checkpoint();
        if (attempts == MOST_ATTEMPTS) {
            throw new UnitRefused(new StepFailure.Transient(
                    "mongo.update.contended",
                    "%d documents, %s among them, could not be put back in %d attempts: an application writes them as often, or write-window is too short"
                            .formatted(open.size(), Shown.id(open.getFirst().id()), attempts)));
        }
    }

    private StepFailure failure(List<UnitConflict> conflicts) {
        Conflict first = shown(site.update().collection(), conflicts.getFirst());
        return new StepFailure.Permanent(
                "conflict",
                "%d of the documents looked at were changed since, the first %s: the step left %s, found is %s"
                        .formatted(conflicts.size(), first.unit(), first.expected(), first.found()),
                StepFailure.Effect.PARTIAL);
    }

    static Conflict shown(String collection, UnitConflict conflict) {
        BsonDocument found = conflict.found();
        return new Conflict(
                collection + "/" + Shown.id(conflict.row().id()),
                Shown.fields(conflict.row().after()),
                found == null ? "deleted" : Shown.fields(found));
    }
}
