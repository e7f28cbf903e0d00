package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.mongo.journal.UnitConflict;
import dev.lockstep.mongo.journal.UnitProgress;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.mongo.journal.UnitTally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One compensate dispatch: restores units from the last to the first and settles each once. */
final class UnitCompensation {
    private final UnitDispatch dispatch;
    private final UnitRestorer restorer;
    private long settled;

    UnitCompensation(UnitDispatch dispatch) {
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
        dispatch.journal().forEachOpenBatch(progress.get(), batchSize, DocumentSize.BATCH, batch -> {
            dispatch.context().checkpoint();
            restorer.restore(batch);
            settled += batch.size();
            dispatch.context().progress(new Progress(settled, Math.max(settled, units)));
        });
        return result();
    }

    /** Deletes the rows of documents that an unfinished apply did not write; returns how many units are changed. */
    private long settleUnfinishedApply(UnitProgress progress) {
        List<UnitRow> unsettled = dispatch.journal().takeOverUnsettled(progress);
        if (unsettled.isEmpty()) {
            return progress.changed();
        }
        DocumentsById found = dispatch.documents().read(unsettled);
        UnitStates states = UnitStates.of(unsettled, found, OptionalLong.empty());
        List<UnitRow> unwritten = states.in(UnitState.AS_BEFORE, UnitState.CHANGED_BEFORE_WRITE);
        dispatch.window().open();
        dispatch.journal().delete(unwritten);
        long units = 1 + unsettled.stream().mapToLong(UnitRow::number).max().orElseThrow() - progress.next();
        UnitProgress settledProgress = progress.advancedBy(units, unsettled.size() - unwritten.size());
        dispatch.journal().checkpoint(settledProgress);
        return settledProgress.changed();
    }

    private CompensationResult result() {
        UnitTally tally = dispatch.journal().tally();
        List<Conflict> samples = tally.conflicts() == 0
                ? List.of()
                : dispatch.journal().conflictSamples(CompensationResult.SAMPLE_SIZE).stream()
                        .map(this::report)
                        .toList();
        return new CompensationResult(tally.restored(), tally.conflicts(), samples, Map.of(), restorer.differences());
    }

    private Conflict report(UnitConflict conflict) {
        return UnitRestorer.report(dispatch.planner().collection(), conflict);
    }
}
