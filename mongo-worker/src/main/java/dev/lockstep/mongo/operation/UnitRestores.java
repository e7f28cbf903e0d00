package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.journal.UnitConflict;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonValue;

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
            Reading reading = new Reading(open, site.documents().read(open));
            Failpoints.hit("mongo.update.compensate-after-read");
            BsonDateTime until = site.window().open();
            settle(reading);
            open = reading.asAfter;
            write(reading, until);
            Failpoints.hit("mongo.update.compensate-after-write");
        }
        Failpoints.hit("mongo.update.compensate-after-mark");
    }

    private void settle(Reading reading) {
        if (!reading.conflicts.isEmpty() && site.context().onConflict() == ConflictPolicy.FAIL) {
            throw new UnitRefused(conflict(reading.conflicts));
        }
        site.units().restored(reading.asBefore);
        site.units().conflicts(reading.conflicts);
        misplaced += reading.asBefore.stream().filter(reading::isMisplaced).count();
    }

    private void write(Reading reading, BsonDateTime until) {
        int size = site.documents().chunkSize();
        for (int from = 0; from < reading.asAfter.size(); from += size) {
            if (from > 0) {
                Failpoints.hit("mongo.update.compensate-mid-write");
            }
            List<GuardedChange> changes =
                    reading.asAfter.subList(from, Math.min(reading.asAfter.size(), from + size)).stream()
                            .map(row -> restoring(row, reading.found(row), until))
                            .toList();
            site.documents().write(changes);
        }
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

    private StepFailure conflict(List<UnitConflict> conflicts) {
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

    /** Documents as they were read, told apart. */
    private static final class Reading {
        private final Map<BsonValue, BsonDocument> found;
        private final List<UnitRow> asAfter = new ArrayList<>();
        private final List<UnitRow> asBefore = new ArrayList<>();
        private final List<UnitConflict> conflicts = new ArrayList<>();

        private Reading(List<UnitRow> rows, Map<BsonValue, BsonDocument> found) {
            this.found = found;
            rows.forEach(this::tell);
        }

        private void tell(UnitRow row) {
            BsonDocument document = found.get(row.id());
            switch (Verdict.on(row, document)) {
                case AS_AFTER -> asAfter.add(row);
                case AS_BEFORE -> asBefore.add(row);
                case CHANGED_SINCE, CHANGED_EARLIER, UNCLEAR ->
                    conflicts.add(
                            new UnitConflict(row, document == null ? null : TouchedFields.of(document, row.touched())));
            }
        }

        private BsonDocument found(UnitRow row) {
            return found.getOrDefault(row.id(), row.after());
        }

        private boolean isMisplaced(UnitRow row) {
            List<String> order = List.copyOf(found(row).keySet());
            return !order.equals(FieldOrder.restored(order, row.touched(), row.order()));
        }
    }
}
