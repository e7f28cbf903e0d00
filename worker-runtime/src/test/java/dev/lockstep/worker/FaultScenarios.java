package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Report;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs one migration with a fault at one failpoint in a fresh store, and asserts the digest of the store. */
record FaultScenarios(StepOperation operation, Supplier<ContractStore> stores, ReferenceRun reference) {
    /** A dispatch crashes at the failpoint; another worker runs the same stage again. */
    void crashAndRetry(ReferenceRun.FailpointHit hit) {
        crashThen(hit, hit.stage());
    }

    /** A dispatch crashes at the failpoint; another worker compensates the step. */
    void crashAndCompensate(ReferenceRun.FailpointHit hit) {
        crashThen(hit, ContractStage.COMPENSATE);
    }

    private void crashThen(ReferenceRun.FailpointHit hit, ContractStage nextStage) {
        try (ContractStore store = stores.get()) {
            ContractMigration migration = ContractMigration.of(operation);
            long dispatch = crash(store, migration, hit);
            try (ContractWorker next = worker(store)) {
                assertSuccessful(next.run(nextStage.command(migration, dispatch + 1)));
            }
            assertDigest(store, nextStage);
        }
    }

    private long crash(ContractStore store, ContractMigration migration, ReferenceRun.FailpointHit hit) {
        long dispatch = runStagesBefore(hit.stage(), store, migration);
        AtomicInteger count = new AtomicInteger();
        try (ContractWorker crashing = worker(store);
                Failpoints.Watch _ = Failpoints.watch(point -> {
                    if (point.equals(hit.point()) && count.incrementAndGet() == hit.number()) {
                        throw new FailpointCrash(point);
                    }
                })) {
            assertThatThrownBy(() -> crashing.run(hit.stage().command(migration, dispatch)))
                    .isInstanceOf(FailpointCrash.class);
        }
        return dispatch;
    }

    /** A dispatch pauses at the failpoint, a newer dispatch runs to its end, and the paused zombie resumes. */
    void resumeAfter(ReferenceRun.FailpointHit hit, ContractStage newer) throws InterruptedException {
        try (ContractStore store = stores.get();
                ContractWorker zombie = worker(store);
                ContractWorker next = worker(store)) {
            ContractMigration migration = ContractMigration.of(operation);
            long dispatch = runStagesBefore(hit.stage(), store, migration);
            try (HeldDispatch held = HeldDispatch.at(
                    hit.point(), hit.number(), () -> zombie.run(hit.stage().command(migration, dispatch)))) {
                assertSuccessful(next.run(newer.command(migration, dispatch + 1)));
                assertDigest(store, newer);
                JournalEntry entry = next.target().journal().read(migration.key());
                held.release();
                assertDigest(store, newer);
                assertThat(next.target().journal().read(migration.key())).isEqualTo(entry);
            }
        }
    }

    /** An apply is superseded after this many progress calls; then the step is compensated. */
    void supersedeAfter(int progressCalls) {
        try (ContractStore store = stores.get();
                ContractWorker worker = worker(store)) {
            ContractMigration migration = ContractMigration.of(operation);
            worker.supersedeAfter(progressCalls);
            worker.run(migration.apply(1));
            assertThat(worker.reports()).hasOnlyElementsOfType(Report.Accepted.class);
            worker.supersedeAfter(Integer.MAX_VALUE);
            assertSuccessful(worker.run(migration.compensate(2)));
            assertDigest(store, ContractStage.COMPENSATE);
        }
    }

    private long runStagesBefore(ContractStage stage, ContractStore store, ContractMigration migration) {
        long dispatch = 1;
        for (ContractStage earlier : ContractStage.of(operation)) {
            if (earlier == stage) {
                return dispatch;
            }
            try (ContractWorker worker = worker(store)) {
                assertSuccessful(worker.run(earlier.command(migration, dispatch++)));
            }
        }
        throw new IllegalArgumentException("the operation has no stage " + stage);
    }

    private ContractWorker worker(ContractStore store) {
        return new ContractWorker(store.connect(), operation.kind());
    }

    private static void assertSuccessful(Report report) {
        assertThat(report).isInstanceOfAny(Report.Succeeded.class, Report.Compensated.class);
        if (report instanceof Report.Compensated compensated) {
            assertThat(compensated.result().conflicts()).isZero();
        }
    }

    private void assertDigest(ContractStore store, ContractStage stage) {
        assertThat(store.digest())
                .isEqualTo(stage == ContractStage.COMPENSATE ? reference.digestBefore() : reference.digestAfter(stage));
        assertThat(store.leftovers()).isEmpty();
    }
}
