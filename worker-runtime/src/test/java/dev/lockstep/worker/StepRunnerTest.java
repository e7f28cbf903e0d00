package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
    private static final StepOutcome SUCCEEDED = new StepOutcome.Succeeded(StepResult.changed(3));
    private static final StepOutcome COMPENSATED =
            new StepOutcome.Compensated(new CompensationResult(3, 0, null, null, null));
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);

    private static List<Report> run(ConnectedTarget target, Command command) {
        try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
            worker.run(command);
            return worker.reports();
        }
    }

    private static StepFailure failureOf(List<Report> reports) {
        assertThat(reports).last().isInstanceOf(Report.Failed.class);
        return ((Report.Failed) reports.getLast()).failure();
    }

    @Nested
    class An_executor {
        @Test
        void is_called_with_the_written_intent() {
            AtomicReference<JournalEntry> received = new AtomicReference<>();
            ScriptedTarget target = new ScriptedTarget(context -> {
                received.set(context.entry());
                return SUCCEEDED;
            });
            run(target, migration.apply(4));
            assertThat(received.get().stepOrThrow().phase()).isEqualTo(StepPhase.APPLYING);
            assertThat(received.get().fence().value()).isEqualTo(4);
        }

        @Test
        void gets_the_operation_with_its_placeholders_replaced() {
            MongoUpdate update = LockstepJson.plans()
                    .readValue(
                            """
                            {"type": "mongo.update", "collection": "c", "filter": {},
                             "update": {"$set": {"at": "${migration.startedAt}", "by": "${migration.id}"}}}
                            """,
                            MongoUpdate.class);
            ContractMigration withPlaceholders = ContractMigration.of(update);
            AtomicReference<MongoUpdate> received = new AtomicReference<>(update);
            run(
                    new ScriptedTarget(new InMemoryStepJournal(), _ -> SUCCEEDED, () -> "0", received::set),
                    withPlaceholders.apply(1));
            assertThat(received.get().update().toString())
                    .isEqualTo("{\"$set\":{\"at\":\"2026-01-02T03:04:05.678Z\",\"by\":\"%s\"}}"
                            .formatted(withPlaceholders.id()));
        }

        @Test
        void that_fails_keeps_its_intent_and_runs_again_in_the_next_dispatch() {
            StepFailure failure = new StepFailure.Transient("lock", "busy");
            ScriptedTarget target = new ScriptedTarget(_ -> {
                throw new OperationFailed(failure);
            });
            assertThat(failureOf(run(target, migration.apply(1)))).isEqualTo(failure);
            assertThat(target.journal().read(migration.key()).stepOrThrow().phase())
                    .isEqualTo(StepPhase.APPLYING);
            assertThat(run(target.with(_ -> SUCCEEDED), migration.apply(2)))
                    .last()
                    .isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void that_throws_a_driver_exception_is_reported_with_the_classified_failure() {
            ScriptedTarget target = new ScriptedTarget(_ -> {
                throw new IllegalStateException("duplicate key");
            });
            assertThat(failureOf(run(target, migration.apply(1))))
                    .isEqualTo(new StepFailure.Permanent("scripted", "duplicate key", StepFailure.Effect.PARTIAL));
        }

        @Test
        void superseded_at_a_checkpoint_sends_no_report() {
            ScriptedTarget target = new ScriptedTarget(context -> {
                context.progress(Progress.NONE);
                throw new AssertionError("the checkpoint must stop the dispatch");
            });
            try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
                worker.supersedeAfter(1);
                worker.run(migration.apply(1));
                assertThat(worker.reports()).hasExactlyElementsOfTypes(Report.Accepted.class);
            }
        }

        @Test
        void superseded_before_a_driver_exception_sends_no_report() {
            ScriptedTarget target = new ScriptedTarget(_ -> {
                throw new IllegalStateException("terminating connection due to administrator command");
            });
            try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
                worker.supersedeAfter(0);
                worker.run(migration.apply(1));
                assertThat(worker.reports()).hasExactlyElementsOfTypes(Report.Accepted.class);
            }
        }

        @Test
        void may_write_its_result_to_the_journal() {
            AtomicReference<InMemoryStepJournal> journal = new AtomicReference<>(new InMemoryStepJournal());
            ScriptedTarget target = new ScriptedTarget(
                    journal.get(),
                    context -> {
                        StepResult result = StepResult.changed(5);
                        assertThat(journal.get().write(context.key(), context.entry(), context.entryWith(result)))
                                .isTrue();
                        return new StepOutcome.Succeeded(result);
                    },
                    () -> "0");
            assertThat(run(target, migration.apply(1)))
                    .last()
                    .isInstanceOfSatisfying(
                            Report.Succeeded.class,
                            report -> assertThat(report.result().changed()).isEqualTo(5));
        }

        @Test
        void superseded_in_the_journal_sends_no_report() {
            InMemoryStepJournal journal = new InMemoryStepJournal();
            ScriptedTarget newer = new ScriptedTarget(journal, _ -> COMPENSATED, () -> "0");
            ScriptedTarget older = new ScriptedTarget(
                    journal,
                    _ -> {
                        run(newer, migration.compensate(2));
                        return SUCCEEDED;
                    },
                    () -> "0");
            assertThat(run(older, migration.apply(1))).hasExactlyElementsOfTypes(Report.Accepted.class);
            assertThat(journal.read(migration.key()).stepOrThrow().phase()).isEqualTo(StepPhase.COMPENSATED);
        }

        @Test
        void that_returns_a_compensation_result_for_an_apply_fails_the_dispatch() {
            ScriptedTarget target = new ScriptedTarget(_ -> COMPENSATED);
            assertThat(failureOf(run(target, migration.apply(1))).message()).contains("cannot end as compensated");
        }
    }

    @Nested
    class A_refused_journal_write {
        @Test
        void is_retried_with_the_current_entry() {
            ScriptedTarget target = new ScriptedTarget(_ -> SUCCEEDED);
            AtomicBoolean hasInterfered = new AtomicBoolean();
            try (Failpoints.Watch _ = Failpoints.watch(point -> {
                if (point.equals("runner.before-intent") && !hasInterfered.getAndSet(true)) {
                    run(target.with(_ -> COMPENSATED), migration.compensate(2));
                }
            })) {
                assertThat(run(target, migration.apply(1))).hasExactlyElementsOfTypes(Report.Stale.class);
            }
        }

        @Test
        void that_is_refused_in_every_attempt_is_a_transient_failure() {
            InMemoryStepJournal journal = new InMemoryStepJournal();
            ContractMigration other = ContractMigration.of(InMemoryIncrement.OPERATION);
            AtomicLong dispatch = new AtomicLong();
            try (Failpoints.Watch _ = Failpoints.watch(_ -> {
                JournalEntry found = journal.read(other.key());
                Checksum checksum = other.header(1).checksum();
                DispatchNumber next = new DispatchNumber(dispatch.incrementAndGet());
                journal.write(
                        other.key(),
                        found,
                        new JournalEntry(
                                next,
                                StepRecord.create(
                                        other.key(),
                                        StepPhase.APPLYING,
                                        next,
                                        checksum,
                                        other.header(1).plan())));
            })) {
                ScriptedTarget target = new ScriptedTarget(journal, _ -> SUCCEEDED, () -> "0");
                assertThat(failureOf(run(target, migration.apply(100_000))))
                        .isInstanceOfSatisfying(StepFailure.Transient.class, failure -> assertThat(failure.code())
                                .isEqualTo("journal-contended"));
            }
        }
    }

    @Nested
    class A_finish {
        @Test
        void adds_its_units_and_counts_to_the_result_of_the_apply() {
            ScriptedTarget target = new ScriptedTarget(
                    _ -> new StepOutcome.Succeeded(new StepResult(3, Map.of("skipped", 1L), null, null)));
            run(target, migration.apply(1));
            List<Report> reports = run(
                    target.with(_ -> new StepOutcome.Succeeded(new StepResult(2, Map.of("skipped", 4L), null, null))),
                    migration.finish(2));
            assertThat(reports).last().isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> {
                assertThat(succeeded.result().changed()).isEqualTo(5);
                assertThat(succeeded.result().counts()).containsEntry("skipped", 5L);
            });
        }
    }

    @Nested
    class A_preflight {
        @Test
        void that_fails_reports_the_failure_and_writes_no_journal_row() {
            StepFailure failure = StepFailure.Permanent.withoutEffect("42501", "permission denied");
            ScriptedTarget target = new ScriptedTarget(_ -> {
                throw new OperationFailed(failure);
            });
            assertThat(failureOf(run(target, migration.preflight(9)))).isEqualTo(failure);
            assertThat(target.journal().read(migration.key())).isEqualTo(JournalEntry.EMPTY);
        }

        @Test
        void that_throws_a_driver_exception_is_a_failure_without_effect() {
            ScriptedTarget target = new ScriptedTarget(_ -> {
                throw new IllegalStateException("unknown operator");
            });
            assertThat(failureOf(run(target, migration.preflight(9))))
                    .isEqualTo(StepFailure.Permanent.withoutEffect("scripted", "unknown operator"));
        }

        @Test
        void cannot_write_a_result_to_the_journal() {
            ScriptedTarget target = new ScriptedTarget(context -> {
                context.entryWith(StepResult.NOTHING);
                return SUCCEEDED;
            });
            assertThat(failureOf(run(target, migration.preflight(9))).message())
                    .contains("the journal has no row of the step");
        }
    }

    @Nested
    class A_dry_run {
        private final ScriptedTarget target = new ScriptedTarget(_ -> SUCCEEDED);
        private final AtomicBoolean isTried = new AtomicBoolean();

        private record DryRunTarget(ConnectedTarget target, DryRunner dryRunner) implements DelegatingTarget {}

        private List<Report> dryRun(long dispatch) {
            DryRunner dryRunner = (steps, _) -> {
                isTried.set(true);
                return steps.stream()
                        .<DryRunOutcome>map(
                                step -> new DryRunOutcome.NotTried(step.step().id(), "scripted"))
                        .toList();
            };
            return run(new DryRunTarget(target, dryRunner), migration.dryRun(dispatch));
        }

        @Test
        void below_the_fence_is_stale_and_tries_nothing() {
            run(target, migration.apply(5));
            assertThat(dryRun(4)).singleElement().isInstanceOfSatisfying(Report.Stale.class, stale -> assertThat(
                            stale.fence().value())
                    .isEqualTo(5));
            assertThat(isTried).isFalse();
        }

        @Test
        void above_the_fence_runs_and_leaves_the_fence() {
            run(target, migration.apply(5));
            assertThat(dryRun(6)).last().isInstanceOf(Report.DryRun.class);
            assertThat(target.journal().read(migration.key()).fence().value()).isEqualTo(5);
        }
    }
}
