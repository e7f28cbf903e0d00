package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.journal.UnitProgress;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Runs one apply dispatch: sweeps over the matching documents without a row, until a sweep changes nothing. */
final class UnitApplier {
    private static final int MAX_FURTHER_SWEEPS = 3;

    private final UnitDispatch dispatch;
    private final UnitWriter writer;
    private UnitProgress progress = UnitProgress.NONE;
    private boolean isStarted;
    private boolean isTotalCounted;
    private @Nullable Long total;

    UnitApplier(UnitDispatch dispatch) {
        this.dispatch = dispatch;
        this.writer = new UnitWriter(dispatch);
    }

    StepResult run() {
        resume();
        int furtherSweeps = 0;
        Sweep last = sweep();
        // If changed documents still match, applications could cause sweeps without end, so their number is limited.
        while (last.changed > 0 && (!progress.mayStillMatch() || furtherSweeps < MAX_FURTHER_SWEEPS)) {
            last = sweep();
            furtherSweeps++;
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("unchanged", last.unchanged);
        counts.put("remaining", countRemaining(last));
        return new StepResult(progress.changed(), counts, null, null);
    }

    private void resume() {
        Optional<UnitProgress> earlier = dispatch.journal().takeOver();
        isStarted = earlier.isPresent();
        progress = earlier.orElse(UnitProgress.NONE);
        List<UnitRow> unsettled = isStarted ? dispatch.journal().takeOverUnsettled(progress) : List.of();
        if (!unsettled.isEmpty()) {
            long units = 1 + unsettled.stream().mapToLong(UnitRow::number).max().orElseThrow() - progress.nextNumber();
            advance(units, writer.settle(unsettled, OptionalLong.empty()));
        }
    }

    private Sweep sweep() {
        Sweep sweep = new Sweep();
        try (MongoMatchCursor matches = dispatch.documents().matching()) {
            for (List<BsonDocument> batch = matches.nextBatch(); !batch.isEmpty(); batch = matches.nextBatch()) {
                dispatch.context().checkpoint();
                countTotalOnce(batch, matches);
                apply(batch, sweep);
                dispatch.context().progress(new Progress(progress.changed(), total));
            }
        }
        return sweep;
    }

    private void apply(List<BsonDocument> batch, Sweep sweep) {
        List<BsonDocument> documents = documentsWithoutRow(batch);
        sweep.withRow += batch.size() - documents.size();
        PlannedUnits planned = PlannedUnits.of(documents, dispatch.planner());
        sweep.unchanged += planned.unchanged();
        boolean mayStillMatch = progress.mayStillMatch() || planned.mayStillMatch();
        Failpoints.hit("mongo.unit.after-read");
        if (planned.rows().isEmpty()) {
            return;
        }
        BsonDateTime windowEnd = dispatch.window().ensureOpen();
        Failpoints.hit("mongo.unit.before-pre-image");
        startProgress();
        progress = mayStillMatch ? progress.withStillMatchingDocuments() : progress;
        List<UnitRow> rows = withNumbers(planned.rows());
        dispatch.journal().insertRows(rows);
        Failpoints.hit("mongo.unit.after-pre-image");
        int changed = writer.write(rows, DocumentsById.of(planned.changed()), windowEnd);
        Failpoints.hit("mongo.unit.after-write");
        advance(rows.size(), changed);
        Failpoints.hit("mongo.unit.after-checkpoint");
        sweep.changed += changed;
    }

    private List<BsonDocument> documentsWithoutRow(List<BsonDocument> batch) {
        return isStarted ? dispatch.journal().documentsWithoutRow(batch, progress) : batch;
    }

    private void startProgress() {
        if (!isStarted) {
            dispatch.journal().startProgress();
            isStarted = true;
        }
    }

    private List<UnitRow> withNumbers(List<UnitRow> rows) {
        List<UnitRow> numbered = new ArrayList<>(rows.size());
        rows.forEach(row -> numbered.add(row.withNumber(progress.nextNumber() + row.number())));
        return numbered;
    }

    private void advance(long units, long changed) {
        progress = progress.plus(units, changed);
        dispatch.journal().checkpoint(progress);
    }

    private void countTotalOnce(List<BsonDocument> batch, MongoMatchCursor matches) {
        if (isTotalCounted) {
            return;
        }
        isTotalCounted = true;
        OptionalLong matching = matches.isAtEnd()
                ? OptionalLong.of(batch.size())
                : dispatch.documents().countQuickly();
        total = matching.isPresent() ? (Long) (progress.changed() + matching.getAsLong()) : null;
    }

    /**
     * Counts documents that an application has inserted or made match again, and that match after the last sweep. If the
     * filter still matches changed documents, only documents that the step would still change are counted.
     */
    private long countRemaining(Sweep last) {
        if (!progress.mayStillMatch()) {
            return last.withRow;
        }
        return last.changed == 0 ? 0 : countUnitsWithoutRow();
    }

    private long countUnitsWithoutRow() {
        long units = 0;
        try (MongoMatchCursor matches = dispatch.documents().matching()) {
            for (List<BsonDocument> batch = matches.nextBatch(); !batch.isEmpty(); batch = matches.nextBatch()) {
                dispatch.context().checkpoint();
                units += PlannedUnits.of(documentsWithoutRow(batch), dispatch.planner())
                        .rows()
                        .size();
            }
        }
        return units;
    }

    /** The counts of one sweep: documents that it changed, that it left unchanged, and that already had a row. */
    private static final class Sweep {
        private long changed;
        private long unchanged;
        private long withRow;
    }
}
