package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.UnitSample;
import dev.lockstep.mongo.journal.MongoUnitJournal;
import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.Masking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds up the planned batches of a dry run. */
final class PlannedTotals {
    /** Bounds the names of fields that are kept, because a pipeline can change any field. */
    private static final int MAX_FIELDS = 10_000;

    private final String collection;
    private final MongoUnitJournal journal;
    private final Masking masking;
    private final List<UnitSample> samples = new ArrayList<>();
    private final Set<String> changedFields = new HashSet<>();
    private long changed;
    private long unchanged;
    private long journalBytes;
    private long reordered;

    PlannedTotals(String collection, MongoUnitJournal journal, Masking masking) {
        this.collection = collection;
        this.journal = journal;
        this.masking = masking;
    }

    void add(PlannedUnits units) {
        changed += units.rows().size();
        unchanged += units.unchanged();
        units.rows().forEach(this::add);
    }

    private void add(UnitRow row) {
        if (changedFields.size() < MAX_FIELDS) {
            changedFields.addAll(row.touchedFields());
        }
        journalBytes += DocumentSize.of(journal.documentOf(row));
        reordered += FieldOrder.isRestored(row) ? 0 : 1;
        if (samples.size() < DryRunResult.SAMPLE_SIZE) {
            samples.add(new UnitSample(
                    collection + "/" + BsonText.ofId(row.id(), masking),
                    BsonText.ofFields(row.preImage(), masking),
                    BsonText.ofFields(row.postImage(), masking)));
        }
    }

    long changed() {
        return changed;
    }

    /** The top-level fields that the step changes. */
    Set<String> changedFields() {
        return changedFields;
    }

    /** The counts of the apply. Nothing remains after it, because only applications cause that. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("unchanged", unchanged);
        counts.put("remaining", 0L);
        return counts;
    }

    long documents() {
        return changed + unchanged;
    }

    /** The exact size of the rows as BSON. */
    long journalBytes() {
        return journalBytes;
    }

    List<UnitSample> samples() {
        return samples;
    }

    List<String> undoDifferences() {
        return reordered == 0 ? List.of() : List.of(UnitRestorer.orderDifference(reordered, collection));
    }
}
