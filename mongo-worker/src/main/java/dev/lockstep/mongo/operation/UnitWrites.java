package dev.lockstep.mongo.operation;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Failpoints;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonDateTime;

/** Brings documents from what was read to what was intended, however often an application comes between. */
final class UnitWrites {
    private static final int MOST_ATTEMPTS = 100;

    private final UpdateSite site;

    UnitWrites(UpdateSite site) {
        this.site = site;
    }

    /** Writes what was intended; returns how many documents the step has changed by it. */
    int write(List<UnitRow> rows, DocumentsById read, BsonDateTime until) {
        int done = 0;
        int size = site.documents().chunkSize();
        for (int from = 0; from < rows.size(); from += size) {
            if (from > 0) {
                Failpoints.hit("mongo.update.mid-write");
            }
            List<UnitRow> chunk = rows.subList(from, Math.min(rows.size(), from + size));
            long written = send(chunk, read, until);
            done += written == chunk.size() ? chunk.size() : settle(chunk, OptionalLong.of(written));
        }
        return done;
    }

    /**
     * Brings documents to what was intended of which it is not known how far they came.
     *
     * @param written how many of them the server wrote; absent if nobody is left to say
     */
    int settle(List<UnitRow> rows, OptionalLong written) {
        int done = 0;
        List<UnitRow> open = rows;
        OptionalLong known = written;
        for (int attempt = 0; !open.isEmpty(); attempt++) {
            giveUpAfter(attempt, open);
            Verdicts verdicts = Verdicts.on(open, site.documents().read(open), known);
            BsonDateTime until = site.window().open();
            NewAttempt anew = NewAttempt.of(verdicts, site);
            done += verdicts.that(Verdict.AS_AFTER, Verdict.CHANGED_SINCE).size() + anew.kept();
            known = OptionalLong.of(send(anew.rows(), anew.read(), until));
            open = known.getAsLong() == anew.rows().size() ? List.of() : anew.rows();
            done += open.isEmpty() ? anew.rows().size() : 0;
        }
        return done;
    }

    private void giveUpAfter(int attempts, List<UnitRow> open) {
        site.context().checkpoint();
        if (attempts == MOST_ATTEMPTS) {
            throw new UnitRefused(new StepFailure.Transient(
                    "mongo.update.contended",
                    "%d documents, %s among them, could not be written in %d attempts: an application writes them as often, or write-window is too short"
                            .formatted(open.size(), Shown.id(open.getFirst().id()), attempts)));
        }
    }

    private long send(List<UnitRow> rows, DocumentsById read, BsonDateTime until) {
        List<GuardedChange> changes = rows.stream()
                .map(row -> GuardedChange.of(
                                read.getOrDefault(row.id(), row.before()),
                                new TouchedFields(row.before(), row.after()),
                                until)
                        .whileMatching(site.update().filter()))
                .toList();
        return changes.isEmpty() ? 0 : site.documents().write(changes);
    }
}
