package dev.lockstep.mongo.operation;

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

/** One dispatch that compensates: what was changed last is put back first, and what is put back is never met again. */
final class CompensateRun {
    private final UpdateSite site;
    private final UnitRestores restores;
    private long settled;

    CompensateRun(UpdateSite site) {
        this.site = site;
        this.restores = new UnitRestores(site);
    }

    CompensationResult run() {
        Optional<UnitProgress> progress = site.units().takeOver();
        if (progress.isEmpty()) {
            return CompensationResult.NOTHING;
        }
        long units = settleUnsettled(progress.get());
        site.units().eachOpenBatch(progress.get(), site.documents().batchSize(), DocumentSize.BATCH, batch -> {
            site.context().checkpoint();
            restores.restore(batch);
            settled += batch.size();
            site.context().progress(new Progress(settled, Math.max(settled, units)));
        });
        return result();
    }

    /** Finds out what an apply that did not end has done, so that from here on every row is of a changed document. */
    private long settleUnsettled(UnitProgress progress) {
        List<UnitRow> unsettled = site.units().unsettled(progress);
        if (unsettled.isEmpty()) {
            return progress.changed();
        }
        DocumentsById found = site.documents().read(unsettled);
        Verdicts verdicts = Verdicts.on(unsettled, found, OptionalLong.empty());
        List<UnitRow> never = verdicts.that(Verdict.AS_BEFORE, Verdict.CHANGED_EARLIER);
        site.window().open();
        site.units().forget(never);
        long numbers = 1 + unsettled.stream().mapToLong(UnitRow::number).max().orElseThrow() - progress.next();
        UnitProgress known = progress.advanced(numbers, unsettled.size() - never.size());
        site.units().checkpoint(known);
        return known.changed();
    }

    private CompensationResult result() {
        UnitTally tally = site.units().tally();
        List<Conflict> samples = tally.conflicts() == 0
                ? List.of()
                : site.units().conflictSamples(CompensationResult.SAMPLE_SIZE).stream()
                        .map(this::shown)
                        .toList();
        return new CompensationResult(tally.restored(), tally.conflicts(), samples, Map.of(), restores.statements());
    }

    private Conflict shown(UnitConflict conflict) {
        return UnitRestores.shown(site.update().collection(), conflict);
    }
}
