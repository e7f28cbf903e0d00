package dev.lockstep.mongo.operation;

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

/** One dispatch that applies: sweeps over what matches and has no row, until a sweep finds nothing more. */
final class ApplyRun {
    private static final int MOST_SWEEPS_AFTER_THE_FIRST = 3;

    private final UpdateSite site;
    private final UnitWrites writes;
    private UnitProgress progress = UnitProgress.NONE;
    private boolean begun;
    private @Nullable Long total;
    private boolean counted;

    ApplyRun(UpdateSite site) {
        this.site = site;
        this.writes = new UnitWrites(site);
    }

    StepResult run() {
        resume();
        int sweeps = 0;
        Sweep last = sweep();
        while (last.changed > 0 && (!progress.filterSurvives() || sweeps < MOST_SWEEPS_AFTER_THE_FIRST)) {
            last = sweep();
            sweeps++;
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("unchanged", last.unchanged);
        counts.put("left", left(last));
        return new StepResult(progress.changed(), counts, null, null);
    }

    private void resume() {
        Optional<UnitProgress> before = site.units().takeOver();
        begun = before.isPresent();
        progress = before.orElse(UnitProgress.NONE);
        List<UnitRow> unsettled = begun ? site.units().unsettled(progress) : List.of();
        if (!unsettled.isEmpty()) {
            long numbers =
                    1 + unsettled.stream().mapToLong(UnitRow::number).max().orElseThrow() - progress.next();
            advance(numbers, writes.settle(unsettled, OptionalLong.empty()));
        }
    }

    private Sweep sweep() {
        Sweep sweep = new Sweep();
        try (MongoMatches matches = site.documents().matching()) {
            for (List<BsonDocument> batch = matches.next(); !batch.isEmpty(); batch = matches.next()) {
                site.context().checkpoint();
                countOnce(batch, matches);
                apply(batch, sweep);
                site.context().progress(new Progress(progress.changed(), total));
            }
        }
        return sweep;
    }

    private void apply(List<BsonDocument> batch, Sweep sweep) {
        List<BsonDocument> fresh = withoutRow(batch);
        sweep.skipped += batch.size() - fresh.size();
        Images images = progress.filterSurvives() ? Images.of(fresh, site) : Images.andWhatMatches(fresh, site);
        sweep.unchanged += images.unchanged().size();
        Failpoints.hit("mongo.update.after-read");
        if (images.rows().isEmpty()) {
            return;
        }
        BsonDateTime until = site.window().stillOpen();
        Failpoints.hit("mongo.update.before-pre-image");
        begin(images);
        List<UnitRow> rows = numbered(images.rows());
        site.units().intend(rows);
        Failpoints.hit("mongo.update.after-pre-image");
        int changed = writes.write(rows, DocumentsById.of(fresh), until);
        Failpoints.hit("mongo.update.after-write");
        advance(rows.size(), changed);
        Failpoints.hit("mongo.update.after-checkpoint");
        sweep.changed += changed;
    }

    private List<BsonDocument> withoutRow(List<BsonDocument> batch) {
        return begun ? site.units().withoutRow(batch, progress) : batch;
    }

    private void begin(Images images) {
        if (!begun) {
            site.units().begin();
            begun = true;
        }
        if (images.filterSurvives()) {
            progress = progress.survived();
        }
    }

    private List<UnitRow> numbered(List<UnitRow> rows) {
        List<UnitRow> numbered = new ArrayList<>(rows.size());
        rows.forEach(row -> numbered.add(row.numbered(progress.next() + row.number())));
        return numbered;
    }

    private void advance(long numbers, long changed) {
        progress = progress.advanced(numbers, changed);
        site.units().checkpoint(progress);
    }

    // Not worth asking for what comes in one batch.
    private void countOnce(List<BsonDocument> batch, MongoMatches matches) {
        if (counted) {
            return;
        }
        counted = true;
        OptionalLong matching = matches.isAtEnd()
                ? OptionalLong.of(batch.size())
                : site.documents().countSoon();
        total = matching.isPresent() ? (Long) (progress.changed() + matching.getAsLong()) : null;
    }

    /** What matches at the end though the step is over: changed back by an application, or come too late. */
    private long left(Sweep last) {
        if (!progress.filterSurvives()) {
            return last.skipped;
        }
        return last.changed == 0 ? 0 : wouldChange();
    }

    private long wouldChange() {
        long left = 0;
        try (MongoMatches matches = site.documents().matching()) {
            for (List<BsonDocument> batch = matches.next(); !batch.isEmpty(); batch = matches.next()) {
                site.context().checkpoint();
                left += Images.of(withoutRow(batch), site).rows().size();
            }
        }
        return left;
    }

    /** What one sweep met. */
    private static final class Sweep {
        private long changed;
        private long unchanged;
        private long skipped;
    }
}
