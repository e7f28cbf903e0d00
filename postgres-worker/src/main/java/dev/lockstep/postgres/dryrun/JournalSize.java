package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.standalone.JournaledIndex;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.worker.StepKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Estimates the bytes of a step's rows in the journal: their values, with what PostgreSQL adds to each row. */
final class JournalSize {
    /** The header of a row and of its entry in the index of the primary key, and the UUID of the migration in both. */
    private static final long ROW = 28 + 12 + 2 * 16;
    /** The length before each text. */
    private static final long TEXT = 4;
    /** Phase, dispatch, two checksums and a time. */
    private static final long STEP_VALUES = 8 + 8 + 2 * (64 + TEXT) + 8;

    private final StepKey key;

    JournalSize(StepKey key) {
        this.key = key;
    }

    long ofScript(PostgresSql operation, String historyScript, List<CatalogChange> changes, StepResult result) {
        return ofStep(result)
                + row("COMPENSATED", operation.version(), historyScript)
                + changes.stream()
                        .mapToLong(change ->
                                row(change.object(), change.before(), change.after()) + length(change.object()))
                        .sum();
    }

    long ofIndex(JournaledIndex index) {
        return ofStep(JournaledIndex.RESULT)
                + row("COMPENSATED", index.table(), index.name(), index.definition())
                + Long.BYTES;
    }

    private long ofStep(StepResult result) {
        return row(LockstepJson.messages().writeValueAsString(result)) + STEP_VALUES;
    }

    private long row(@Nullable String... texts) {
        return ROW
                + 2 * length(key.step().value())
                + Stream.of(texts).mapToLong(JournalSize::length).sum();
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : TEXT + text.getBytes(StandardCharsets.UTF_8).length;
    }
}
