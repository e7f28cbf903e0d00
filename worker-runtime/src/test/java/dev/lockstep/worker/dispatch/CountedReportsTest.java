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

class CountedReportsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ContractMigration migration = ContractMigration.of(InMemoryIncrement.OPERATION);
    private final List<Report> passed = new ArrayList<>();
    private final ReportHeader header = new ReportEnvelope("worker", UUID::randomUUID)
            .answering(migration.apply(1).header(), null);

    private void dispatch(Command command, Report... reports) {
        CountedReports counted =
                new CountedReports(new RunningDispatch(command, 0), new DispatchMeters(registry), passed::add);
        List.of(reports).forEach(counted::send);
        counted.ended();
    }

    private double count(String name, String direction) {
        var counter = registry.find(name)
                .tags("target", "contract-target", "operation", "mongo.update", "direction", direction)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private long timed(String direction, String outcome) {
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
        void pass_on_in_their_order() {
            Report done = new Report.Succeeded(header, StepResult.NOTHING);
            Report accepted = accepted();
            dispatch(migration.apply(1), accepted, done);
            assertThat(passed).containsExactly(accepted, done);
        }
    }

    @Nested
    class Units {
        @Test
        void are_counted_where_they_were_changed() {
            dispatch(migration.apply(1), accepted(), new Report.Succeeded(header, StepResult.changed(1001)));
            assertThat(count("lockstep.units", "apply")).isEqualTo(1001);
            assertThat(timed("apply", "succeeded")).isEqualTo(1);
        }

        @Test
        void are_not_counted_again_by_an_answer_from_the_journal() {
            dispatch(migration.apply(1), new Report.Succeeded(header, StepResult.changed(1001)));
            assertThat(count("lockstep.units", "apply")).isZero();
        }

        @Test
        void put_back_are_counted_with_the_conflicts() {
            CompensationResult result = new CompensationResult(998, 3, null, null, null);
            dispatch(migration.compensate(1), accepted(), new Report.Compensated(header, result));
            assertThat(count("lockstep.units", "compensate")).isEqualTo(998);
            assertThat(count("lockstep.conflicts", "compensate")).isEqualTo(3);
            assertThat(timed("compensate", "compensated")).isEqualTo(1);
        }
    }

    @Nested
    class Trouble {
        @Test
        void that_asks_for_another_dispatch_counts_as_a_retry() {
            dispatch(
                    migration.apply(1),
                    accepted(),
                    new Report.Failed(header, new StepFailure.Transient("lock", "busy")));
            dispatch(migration.apply(2), new Report.Failed(header, new StepFailure.Unreachable("gone", "away")));
            assertThat(count("lockstep.step.retries", "apply")).isEqualTo(2);
            assertThat(timed("apply", "failed")).isEqualTo(2);
        }

        @Test
        void that_will_stay_does_not() {
            dispatch(
                    migration.apply(1),
                    accepted(),
                    new Report.Failed(header, StepFailure.Permanent.withoutEffect("syntax", "error")));
            assertThat(count("lockstep.step.retries", "apply")).isZero();
        }

        @Test
        void of_stale_dispatches_is_counted() {
            dispatch(migration.apply(1), new Report.Stale(header, new DispatchNumber(2)));
            assertThat(count("lockstep.reports.stale", "apply")).isEqualTo(1);
            assertThat(timed("apply", "stale")).isEqualTo(1);
        }

        @Test
        void with_the_fence_in_mid_step_is_counted() {
            dispatch(migration.apply(1), accepted());
            assertThat(count("lockstep.fence.refusals", "apply")).isEqualTo(1);
            assertThat(timed("apply", "none")).isEqualTo(1);
        }

        @Test
        void is_none_when_a_message_came_twice() {
            dispatch(migration.apply(1));
            assertThat(count("lockstep.fence.refusals", "apply")).isZero();
        }
    }
}
