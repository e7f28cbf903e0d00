package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.ReportEnvelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MeteredReportSinkTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);
    private final List<Report> forwarded = new ArrayList<>();
    private final ReportHeader header = new ReportEnvelope("worker", UUID::randomUUID)
            .headerFor(migration.apply(1).header(), null);

    private RunningDispatch runDispatch(Command command, Report... reports) {
        RunningDispatch dispatch = new RunningDispatch(command, 0);
        MeteredReportSink sink = new MeteredReportSink(dispatch, new DispatchMeters(registry), forwarded::add);
        List.of(reports).forEach(sink::send);
        sink.dispatchEnded();
        return dispatch;
    }

    private double count(String name, String direction) {
        var counter = registry.find(name)
                .tags("target", "contract-target", "operation", "mongo.update", "direction", direction)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private long timerCount(String direction, String outcome) {
        return registry.get("lockstep.step.duration")
                .tags("target", "contract-target", "operation", "mongo.update")
                .tags("direction", direction, "outcome", outcome)
                .timer()
                .count();
    }

    private Report accepted() {
        return new Report.Accepted(header);
    }

    @Nested
    class Reports {
        @Test
        void are_forwarded_without_the_accepted_report_which_is_kept_for_the_first_heartbeat() {
            Report accepted = accepted();
            Report done = new Report.Succeeded(header, StepResult.NOTHING);
            RunningDispatch dispatch = runDispatch(migration.apply(1), accepted, done);
            assertThat(forwarded).containsExactly(done);
            assertThat(dispatch.takeAccepted()).isEqualTo(accepted);
        }
    }

    @Nested
    class Units {
        @Test
        void changed_by_an_apply_are_counted() {
            runDispatch(migration.apply(1), accepted(), new Report.Succeeded(header, StepResult.changed(1001)));
            assertThat(count("lockstep.units", "apply")).isEqualTo(1001);
            assertThat(timerCount("apply", "succeeded")).isEqualTo(1);
        }

        @Test
        void in_a_result_from_the_journal_are_not_counted_again() {
            runDispatch(migration.apply(1), new Report.Succeeded(header, StepResult.changed(1001)));
            assertThat(count("lockstep.units", "apply")).isZero();
        }

        @Test
        void restored_by_a_compensation_are_counted_with_the_conflicts() {
            CompensationResult result = new CompensationResult(998, 3, null, null, null);
            runDispatch(migration.compensate(1), accepted(), new Report.Compensated(header, result));
            assertThat(count("lockstep.units", "compensate")).isEqualTo(998);
            assertThat(count("lockstep.conflicts", "compensate")).isEqualTo(3);
            assertThat(timerCount("compensate", "compensated")).isEqualTo(1);
        }
    }

    @Nested
    class A_dispatch {
        @Test
        void with_a_transient_failure_counts_as_a_retry() {
            runDispatch(
                    migration.apply(1),
                    accepted(),
                    new Report.Failed(header, new StepFailure.Transient("lock", "busy")));
            runDispatch(
                    migration.apply(2),
                    new Report.Failed(header, new StepFailure.Unreachable("08006", "connection refused")));
            assertThat(count("lockstep.step.retries", "apply")).isEqualTo(2);
            assertThat(timerCount("apply", "failed")).isEqualTo(2);
        }

        @Test
        void with_a_permanent_failure_does_not_count_as_a_retry() {
            runDispatch(
                    migration.apply(1),
                    accepted(),
                    new Report.Failed(header, StepFailure.Permanent.withoutEffect("syntax", "error")));
            assertThat(count("lockstep.step.retries", "apply")).isZero();
        }

        @Test
        void that_is_stale_is_counted() {
            runDispatch(migration.apply(1), new Report.Stale(header, new DispatchNumber(2)));
            assertThat(count("lockstep.reports.stale", "apply")).isEqualTo(1);
            assertThat(timerCount("apply", "stale")).isEqualTo(1);
        }

        @Test
        void without_a_report_after_its_start_counts_as_a_fence_refusal() {
            runDispatch(migration.apply(1), accepted());
            assertThat(count("lockstep.fence.refusals", "apply")).isEqualTo(1);
            assertThat(timerCount("apply", "none")).isEqualTo(1);
        }

        @Test
        void without_any_report_does_not_count_as_a_fence_refusal() {
            runDispatch(migration.apply(1));
            assertThat(count("lockstep.fence.refusals", "apply")).isZero();
        }
    }
}
