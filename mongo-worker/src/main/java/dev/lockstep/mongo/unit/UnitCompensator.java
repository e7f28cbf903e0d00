package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.mongo.journal.UnitConflict;
import dev.lockstep.mongo.journal.UnitCounts;
import dev.lockstep.mongo.journal.UnitProgress;
import dev.lockstep.mongo.journal.UnitRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Runs one compensate dispatch: restores the units from the last to the first, and settles each once. */
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
        int batchSize = dispatch.documents().batchSize();
        dispatch.journal().forEachOpenBatch(progress.get(), batchSize, DocumentSize.MAX_BATCH_BYTES, batch -> {
            dispatch.context().checkpoint();
            restorer.restore(batch);
            settled += batch.size();
            dispatch.context().progress(new Progress(settled, Math.max(settled, units)));
        });
        return result();
    }

    /** Deletes the rows of documents that an unfinished apply did not write, and returns the number of changed units. */
    private long settleUnfinishedApply(UnitProgress progress) {
        List<UnitRow> unsettled = dispatch.journal().takeOverUnsettled(progress);
        if (unsettled.isEmpty()) {
            return progress.changed();
        }
        DocumentsById found = dispatch.documents().read(unsettled);
        UnitStates states = UnitStates.of(unsettled, found, OptionalLong.empty());
        List<UnitRow> unwritten = states.rowsIn(UnitState.MATCHES_PRE_IMAGE, UnitState.CHANGED_BEFORE_WRITE);
        dispatch.window().open();
        dispatch.journal().delete(unwritten);
        long units = 1 + unsettled.stream().mapToLong(UnitRow::number).max().orElseThrow() - progress.nextNumber();
        UnitProgress settledProgress = progress.plus(units, unsettled.size() - unwritten.size());
        dispatch.journal().checkpoint(settledProgress);
        return settledProgress.changed();
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
        return UnitRestorer.toConflict(dispatch.planner().collection(), conflict);
    }
}
