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
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Runs one apply dispatch: sweeps over the matching documents without a row, until a sweep changes nothing. While one
 * batch is written, a second thread reads and plans the next.
 */
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
        try (MongoBatchReader reader = new MongoBatchReader(dispatch, withoutRow());
                ReadAhead<PlannedBatch> batches = new ReadAhead<>(reader::next)) {
            for (PlannedBatch batch = batches.take(); batch.documents() > 0; batch = batches.take()) {
                if (!batch.isLarge()) {
                    batches.start();
                }
                dispatch.context().checkpoint();
                countTotalOnce(batch);
                apply(batch, sweep);
                dispatch.context().progress(new Progress(progress.changed(), total));
            }
        }
        return sweep;
    }

    // A sweep returns no document twice. So before the first row of the step is written, no document of the sweep has
    // one.
    private UnaryOperator<List<BsonDocument>> withoutRow() {
        UnitProgress current = progress;
        return isStarted
                ? documents -> dispatch.journal().documentsWithoutRow(documents, current)
                : UnaryOperator.identity();
    }

    private void apply(PlannedBatch batch, Sweep sweep) {
        PlannedUnits planned = batch.units();
        sweep.withRow += batch.withRow();
        sweep.unchanged += planned.unchanged();
        Failpoints.hit("mongo.unit.after-read");
        if (planned.rows().isEmpty()) {
            return;
        }
        dispatch.window().ensureOpen();
        Failpoints.hit("mongo.unit.before-pre-image");
        startProgress();
        progress = dispatch.planner().mayStillMatch() ? progress.withStillMatchingDocuments() : progress;
        List<UnitRow> rows = withNumbers(planned.rows());
        long start = System.nanoTime();
        dispatch.journal().insertRows(rows);
        Failpoints.hit("mongo.unit.after-pre-image");
        int changed = writer.write(rows, DocumentsById.of(planned.changed()));
        Failpoints.hit("mongo.unit.after-write");
        advance(rows.size(), changed);
        dispatch.writeTime().record(rows.size(), System.nanoTime() - start);
        Failpoints.hit("mongo.unit.after-checkpoint");
        sweep.changed += changed;
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

    private void countTotalOnce(PlannedBatch batch) {
        if (isTotalCounted) {
            return;
        }
        isTotalCounted = true;
        OptionalLong matching = batch.isLast()
                ? OptionalLong.of(batch.documents())
                : dispatch.documents().countQuickly();
        total = matching.isPresent() ? (Long) (progress.changed() + matching.getAsLong()) : null;
    }

    /**
     * Counts documents that an application has inserted or made match again, and that match after the last sweep. If
     * the filter still matches changed documents, only documents that the step would still change are counted.
     */
    private long countRemaining(Sweep last) {
        if (!progress.mayStillMatch()) {
            return last.withRow;
        }
        return last.changed == 0 ? 0 : countUnitsWithoutRow();
    }

    private long countUnitsWithoutRow() {
        long units = 0;
        try (MongoBatchReader reader = new MongoBatchReader(dispatch, withoutRow())) {
            for (PlannedBatch batch = reader.next(); batch.documents() > 0; batch = reader.next()) {
                dispatch.context().checkpoint();
                units += batch.units().rows().size();
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
