package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.target.SessionSettings;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.ScratchCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Fills the database of one copy. Structure that rows need and rows come from one snapshot of the target, which ends
 * before the rest of the structure is created.
 */
final class JdbcCopyWork {
    /** Nothing of a copy must survive a crash of the server. The other statements run without time limits for locks. */
    private static final String SETTINGS =
            "SET row_security = off; SET check_function_bodies = off; SET client_min_messages = warning;"
                    + " SET synchronous_commit = off; SET lock_timeout = 0";

    private final JdbcDispatchSession source;
    private final JdbcDispatchSession copy;
    private final ScratchName name;
    private final OptionalInt sample;

    JdbcCopyWork(JdbcDispatchSession source, JdbcDispatchSession copy, ScratchName name, OptionalInt sample) {
        this.source = source;
        this.copy = copy;
        this.name = name;
        this.sample = sample;
    }

    ScratchCopy.Contents run() {
        requireCopy();
        copy.jdbc().sql(SessionSettings.FOR_CATALOG.sessionQuery()).query().listOfRows();
        JdbcSimpleQuery.execute(copy, SETTINGS);
        Filled filled = source.inRolledBackTransaction(_ -> fill());
        Failpoints.hit("postgres.copy.after-rows");
        return complete(filled);
    }

    /** Every later statement relies on this: neither the driver nor a proxy has led to another database. */
    private void requireCopy() {
        String found =
                copy.jdbc().sql("SELECT current_database()").query(String.class).single();
        if (!found.equals(name.value())) {
            throw OperationFailed.withoutEffect(
                    "rehearsal-wrong-database",
                    "the connection for the scratch copy %s leads to the database %s; set the target's option rehearsal-url to a URL without the parameter PGDBNAME and without a proxy that replaces the database"
                            .formatted(name, found));
        }
    }

    private record Filled(JdbcSnapshot snapshot, JdbcScratchStructure structure, JdbcRowCopy rows) {}

    private Filled fill() {
        JdbcSnapshot snapshot = JdbcSnapshot.start(source);
        JdbcScratchStructure structure =
                new JdbcScratchStructure(copy, JdbcSnapshot.catalog().objects(), snapshot.objects());
        structure.createForRows();
        Failpoints.hit("postgres.copy.after-tables");
        JdbcRowCopy rows = new JdbcRowCopy(
                source,
                copy,
                new SampleLimits(sample, snapshot.tables()),
                new JdbcSampledParents(copy, snapshot.references()));
        rows.run(snapshot.tables());
        return new Filled(snapshot, structure, rows);
    }

    private ScratchCopy.Contents complete(Filled filled) {
        JdbcSnapshot snapshot = filled.snapshot();
        List<String> cut = filled.rows().cut();
        // All rows of the target satisfy its foreign keys.
        long removed = cut.isEmpty() ? 0 : new JdbcOrphanRows(copy).remove(snapshot.foreignKeys());
        filled.structure().complete();
        List<String> notes = new ArrayList<>();
        if (!cut.isEmpty()) {
            notes.add(sampleNote(cut, removed));
        }
        notes.addAll(new JdbcStructureNotes(copy, JdbcSnapshot.catalog()).of(filled.structure(), snapshot.objects()));
        notes.addAll(snapshot.sequences().apply(copy));
        notes.addAll(snapshot.settings().apply(copy, name));
        if (snapshot.hasLargeObjects()) {
            notes.add("the copy has no large objects");
        }
        JdbcSimpleQuery.execute(copy, "ANALYZE");
        Failpoints.hit("postgres.copy.complete");
        return new ScratchCopy.Contents(name.value(), filled.rows().rows() - removed, cut.isEmpty(), notes);
    }

    private static String sampleNote(List<String> cut, long removed) {
        return "the copy has a sample of the rows of %s%s"
                .formatted(
                        JdbcStructureNotes.bounded(cut),
                        removed == 0
                                ? ""
                                : "; %d rows of the sample were left out because they refer to rows outside of it"
                                        .formatted(removed));
    }
}
