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

/** One apply dispatch: sweeps over matching documents without a row until a sweep changes nothing. */
final class UnitApply {
    private static final int MAX_FURTHER_SWEEPS = 3;

    private final UnitDispatch dispatch;
    private final UnitWriter writer;
    private UnitProgress progress = UnitProgress.NONE;
    private boolean started;
    private boolean counted;
    private @Nullable Long total;

    UnitApply(UnitDispatch dispatch) {
        this.dispatch = dispatch;
        this.writer = new UnitWriter(dispatch);
    }

    StepResult run() {
        resume();
        int furtherSweeps = 0;
        Sweep last = sweep();
        // Where changed documents match again, applications can keep the sweeps going, so their number is limited.
        while (last.changed > 0 && (!progress.mayStillMatch() || furtherSweeps < MAX_FURTHER_SWEEPS)) {
            last = sweep();
            furtherSweeps++;
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("unchanged", last.unchanged);
        counts.put("left", countLeft(last));
        return new StepResult(progress.changed(), counts, null, null);
    }

    private void resume() {
        Optional<UnitProgress> earlier = dispatch.journal().takeOver();
        started = earlier.isPresent();
        progress = earlier.orElse(UnitProgress.NONE);
        List<UnitRow> unsettled = started ? dispatch.journal().takeOverUnsettled(progress) : List.of();
        if (!unsettled.isEmpty()) {
            long units = 1 + unsettled.stream().mapToLong(UnitRow::number).max().orElseThrow() - progress.next();
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
        List<BsonDocument> documents = withoutRow(batch);
        sweep.skipped += batch.size() - documents.size();
        PlannedUnits planned = PlannedUnits.of(documents, dispatch.planner());
        sweep.unchanged += planned.unchanged();
        boolean mayStillMatch = progress.mayStillMatch() || planned.mayStillMatch();
        Failpoints.hit("mongo.unit.after-read");
        if (planned.rows().isEmpty()) {
            return;
        }
        BsonDateTime until = dispatch.window().ensureOpen();
        Failpoints.hit("mongo.unit.before-pre-image");
        start();
        progress = mayStillMatch ? progress.withChangedMatches() : progress;
        List<UnitRow> rows = numbered(planned.rows());
        dispatch.journal().intend(rows);
        Failpoints.hit("mongo.unit.after-pre-image");
        int changed = writer.write(rows, DocumentsById.of(planned.changed()), until);
        Failpoints.hit("mongo.unit.after-write");
        advance(rows.size(), changed);
        Failpoints.hit("mongo.unit.after-checkpoint");
        sweep.changed += changed;
    }

    private List<BsonDocument> withoutRow(List<BsonDocument> batch) {
        return started ? dispatch.journal().withoutRow(batch, progress) : batch;
    }

    private void start() {
        if (!started) {
            dispatch.journal().start();
            started = true;
        }
    }

    private List<UnitRow> numbered(List<UnitRow> rows) {
        List<UnitRow> numbered = new ArrayList<>(rows.size());
        rows.forEach(row -> numbered.add(row.withNumber(progress.next() + row.number())));
        return numbered;
    }

    private void advance(long units, long changed) {
        progress = progress.advancedBy(units, changed);
        dispatch.journal().checkpoint(progress);
    }

    private void countTotalOnce(List<BsonDocument> batch, MongoMatchCursor matches) {
        if (counted) {
            return;
        }
        counted = true;
        OptionalLong matching = matches.isAtEnd()
                ? OptionalLong.of(batch.size())
                : dispatch.documents().countQuickly();
        total = matching.isPresent() ? (Long) (progress.changed() + matching.getAsLong()) : null;
    }

    /** Documents that the step would still change: an application reset them, or they came after the last sweep. */
    private long countLeft(Sweep last) {
        if (!progress.mayStillMatch()) {
            return last.skipped;
        }
        return last.changed == 0 ? 0 : countUnitsWithoutRow();
    }

    private long countUnitsWithoutRow() {
        long units = 0;
        try (MongoMatchCursor matches = dispatch.documents().matching()) {
            for (List<BsonDocument> batch = matches.nextBatch(); !batch.isEmpty(); batch = matches.nextBatch()) {
                dispatch.context().checkpoint();
                units += PlannedUnits.of(withoutRow(batch), dispatch.planner())
                        .rows()
                        .size();
            }
        }
        return units;
    }

    /** The counts of one sweep: changed and unchanged documents, and those that have a row already. */
    private static final class Sweep {
        private long changed;
        private long unchanged;
        private long skipped;
    }
}
