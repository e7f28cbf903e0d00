package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.ScratchCopies.ScratchRequest;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepKey;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** A worker that makes one scratch copy of a test database. */
final class CopyScenario implements AutoCloseable {
    private final TestPostgres postgres;
    private final ConnectedTarget target;
    private final ScratchCopy copy;

    private CopyScenario(TestPostgres postgres, OptionalInt sample, Runnable onProgress) {
        this.postgres = postgres;
        this.target = postgres.connect();
        this.copy = target.scratchCopies().create(new ScratchRequest(List.of(), sample), new Context(onProgress));
    }

    static CopyScenario all(TestPostgres postgres) {
        return all(postgres, () -> {});
    }

    /** Calls the work after each table and each megabyte. */
    static CopyScenario all(TestPostgres postgres, Runnable onProgress) {
        return new CopyScenario(postgres, OptionalInt.empty(), onProgress);
    }

    static CopyScenario sample(TestPostgres postgres, int rows) {
        return new CopyScenario(postgres, OptionalInt.of(rows), () -> {});
    }

    ScratchCopy.Contents contents() {
        return copy.contents();
    }

    ScratchCopy copy() {
        return copy;
    }

    ConnectedTarget target() {
        return target;
    }

    static StepContext context() {
        return new Context(() -> {});
    }

    /** The database of the copy. */
    TestPostgres database() {
        return postgres.withName(contents().name());
    }

    String value(String query) {
        return database().value(query);
    }

    /** Deletes the copy and ends the worker. */
    @Override
    public void close() {
        copy.close();
        target.close();
    }

    /** A dispatch that nobody stops. */
    private record Context(StepKey key, Runnable onProgress) implements StepContext {
        Context(Runnable onProgress) {
            this(new StepKey(new MigrationId(UUID.randomUUID()), new StepId("copied")), onProgress);
        }

        @Override
        public DispatchNumber dispatch() {
            return new DispatchNumber(7);
        }

        @Override
        public Instant startedAt() {
            return Instant.EPOCH;
        }

        @Override
        public ConflictPolicy onConflict() {
            return ConflictPolicy.KEEP;
        }

        @Override
        public JournalEntry entry() {
            throw new UnsupportedOperationException();
        }

        @Override
        public JournalEntry entryWith(StepResult result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public JournalEntry entryWith(CompensationResult result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void progress(Progress progress) {
            onProgress.run();
        }

        @Override
        public void checkpoint() {}
    }
}
