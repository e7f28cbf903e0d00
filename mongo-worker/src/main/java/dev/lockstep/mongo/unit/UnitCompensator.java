package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.mongo.journal.MongoOpenRows;
import dev.lockstep.mongo.journal.UnitConflict;
import dev.lockstep.mongo.journal.UnitCounts;
import dev.lockstep.mongo.journal.UnitProgress;
import dev.lockstep.mongo.journal.UnitRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Runs one compensate dispatch: restores the units from the last to the first, and settles each once. While one batch is
 * restored, a second thread reads the next.
 */
final class UnitCompensator {
    private final UnitDispatch dispatch;
    private final UnitRestorer restorer;
    private long settled;

    UnitCompensator(UnitDispatch dispatch) {
        this.dispatch = dispatch;
        this.restorer = new UnitRestorer(dispatch);
    }

    CompensationResult run() {
        Optional<UnitProgress> progress = dispatch.journal().takeOver();
        if (progress.isEmpty()) {
            return CompensationResult.NOTHING;
        }
        long units = settleUnfinishedApply(progress.get());
        try (MongoOpenRows rows = dispatch.journal()
                        .openRows(progress.get(), dispatch.documents().batchSize());
                ReadAhead<FoundDocuments> batches = new ReadAhead<>(() -> nextBatch(rows))) {
            for (FoundDocuments batch = batches.take(); !batch.isEmpty(); batch = batches.take()) {
                if (!batch.isLarge()) {
                    batches.start();
                }
                dispatch.context().checkpoint();
                restorer.restore(batch);
                settled += batch.size();
                dispatch.context().progress(new Progress(settled, Math.max(settled, units)));
            }
        }
        return result();
    }

    private FoundDocuments nextBatch(MongoOpenRows rows) {
        List<UnitRow> batch = rows.nextBatch(DocumentSize.MAX_BATCH_BYTES);
        return batch.isEmpty()
                ? FoundDocuments.NONE
                : dispatch.documents().readForRestore(batch).withRowsHeap(rows.batchHeap());
    }

    /** Deletes the rows of documents that an unfinished apply did not write, and returns the number of changed units. */
    private long settleUnfinishedApply(UnitProgress progress) {
        List<UnitRow> unsettled = dispatch.journal().takeOverUnsettled(progress);
        if (unsettled.isEmpty()) {
            return progress.changed();
        }
        List<UnitRow> unwritten = unwritten(unsettled);
        dispatch.window().open();
        dispatch.journal().delete(unwritten);
        long units = 1 + unsettled.stream().mapToLong(UnitRow::number).max().orElseThrow() - progress.nextNumber();
        UnitProgress settledProgress = progress.plus(units, unsettled.size() - unwritten.size());
        dispatch.journal().checkpoint(settledProgress);
        return settledProgress.changed();
    }

    private List<UnitRow> unwritten(List<UnitRow> unsettled) {
        List<UnitRow> unwritten = new ArrayList<>();
        List<UnitRow> rest = unsettled;
        while (!rest.isEmpty()) {
            FoundDocuments found = dispatch.documents().readForRestore(rest);
            unwritten.addAll(found.states(OptionalLong.empty())
                    .rowsIn(UnitState.MATCHES_PRE_IMAGE, UnitState.CHANGED_BEFORE_WRITE));
            rest = found.rest();
        }
        return unwritten;
    }

    private CompensationResult result() {
        UnitCounts counts = dispatch.journal().countSettled();
        List<Conflict> samples = counts.conflicts() == 0
                ? List.of()
                : dispatch.journal().conflictSamples(CompensationResult.SAMPLE_SIZE).stream()
                        .map(this::toConflict)
                        .toList();
        return new CompensationResult(counts.restored(), counts.conflicts(), samples, Map.of(), restorer.differences());
    }

    private Conflict toConflict(UnitConflict conflict) {
        return UnitRestorer.toConflict(
                dispatch.planner().collection(), conflict, dispatch.context().masking());
    }
}
