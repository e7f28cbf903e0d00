package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Report;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Breaks one migration of the operation at one place, each time in a fresh store, and asserts what comes of it. */
record ContractFaults(StepOperation operation, Supplier<ContractStore> stores, ContractCensus census) {
    /** A dispatch dies at the place; another worker is given the same stage again. */
    void crashAndGoOn(ContractCensus.Place place) {
        crashThen(place, place.stage());
    }

    /** A dispatch dies at the place; another worker is to compensate. */
    void crashAndTurnBack(ContractCensus.Place place) {
        crashThen(place, ContractStage.COMPENSATE);
    }

    private void crashThen(ContractCensus.Place place, ContractStage next) {
        try (ContractStore store = stores.get()) {
            ContractMigration migration = ContractMigration.of(operation);
            long dispatch = crash(store, migration, place);
            try (ContractWorker heir = worker(store)) {
                assertDone(heir.run(next.command(migration, dispatch + 1)));
            }
            assertLeft(store, next);
        }
    }

    private long crash(ContractStore store, ContractMigration migration, ContractCensus.Place place) {
        long dispatch = runUpTo(place.stage(), store, migration);
        AtomicInteger hits = new AtomicInteger();
        try (ContractWorker doomed = worker(store);
                Failpoints.Watch _ = Failpoints.watch(point -> {
                    if (point.equals(place.point()) && hits.incrementAndGet() == place.hit()) {
                        throw new CrashedAtFailpoint(point);
                    }
                })) {
            assertThatThrownBy(() -> doomed.run(place.stage().command(migration, dispatch)))
                    .isInstanceOf(CrashedAtFailpoint.class);
        }
        return dispatch;
    }

    /** A dispatch stands still at the place while a newer one runs to its end, and then goes on. */
    void wake(ContractCensus.Place place, ContractStage newer) throws InterruptedException {
        try (ContractStore store = stores.get();
                ContractWorker zombie = worker(store);
                ContractWorker heir = worker(store)) {
            ContractMigration migration = ContractMigration.of(operation);
            long dispatch = runUpTo(place.stage(), store, migration);
            try (HeldDispatch held = HeldDispatch.at(
                    place.point(), place.hit(), () -> zombie.run(place.stage().command(migration, dispatch)))) {
                assertDone(heir.run(newer.command(migration, dispatch + 1)));
                assertLeft(store, newer);
                JournalEntry entry = heir.target().journal().read(migration.key());
                held.letGo();
                assertLeft(store, newer);
                assertThat(heir.target().journal().read(migration.key())).isEqualTo(entry);
            }
        }
    }

    /** An apply hears after so many tellings of its progress that it must give way; then the step is compensated. */
    void giveWay(int told) {
        try (ContractStore store = stores.get();
                ContractWorker worker = worker(store)) {
            ContractMigration migration = ContractMigration.of(operation);
            worker.supersedeAfter(told);
            worker.run(migration.apply(1));
            assertThat(worker.reports()).hasOnlyElementsOfType(Report.Accepted.class);
            worker.supersedeAfter(Integer.MAX_VALUE);
            assertDone(worker.run(migration.compensate(2)));
            assertLeft(store, ContractStage.COMPENSATE);
        }
    }

    private long runUpTo(ContractStage stage, ContractStore store, ContractMigration migration) {
        long dispatch = 1;
        for (ContractStage earlier : ContractStage.of(operation)) {
            if (earlier == stage) {
                return dispatch;
            }
            try (ContractWorker worker = worker(store)) {
                assertDone(worker.run(earlier.command(migration, dispatch++)));
            }
        }
        throw new IllegalArgumentException("no stage " + stage);
    }

    private ContractWorker worker(ContractStore store) {
        return new ContractWorker(store.connect(), operation.kind());
    }

    private static void assertDone(Report report) {
        assertThat(report).isInstanceOfAny(Report.Succeeded.class, Report.Compensated.class);
        if (report instanceof Report.Compensated compensated) {
            assertThat(compensated.result().conflicts()).isZero();
        }
    }

    private void assertLeft(ContractStore store, ContractStage stage) {
        assertThat(store.digest()).isEqualTo(stage == ContractStage.COMPENSATE ? census.before() : census.after(stage));
        assertThat(store.leftovers()).isEmpty();
    }
}
