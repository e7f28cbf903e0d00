package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The coordinator's database is an older copy, so targets have accepted numbers that it has not given out yet. */
class RestoredCoordinatorTest extends DriftCase {
    private static final String TARGET = "life-3";

    /** A target with this fence. */
    private void useFence(DispatchNumber fence) {
        worker.useScript(command -> switch (command) {
            case Command.Apply _c when command.header().dispatch().isBelow(fence) -> stale(command, fence);
            case Command.Compensate _c when command.header().dispatch().isBelow(fence) -> stale(command, fence);
            default -> ScriptedWorker.acceptAndSucceed(command);
        });
        worker.useRequestScript(request -> request instanceof TargetRequest.Drift
                ? List.of(new TargetReport.Drift(
                        ScriptedWorker.headerFor(request), new DriftResult(0, 0, List.of(), 0, fence)))
                : ScriptedWorker.answer(request));
    }

    private static List<Report> stale(Command command, DispatchNumber fence) {
        return List.of(new Report.Stale(ScriptedWorker.headerFor(command), fence));
    }

    private static long highestNumber() {
        return SharedCoordinator.jdbc()
                .queryForList("SELECT last_value + 255 FROM dispatch_number", Long.class)
                .getFirst();
    }

    /** A number of a migration that starts now. */
    private static long newNumber() {
        return SharedCoordinator.jdbc()
                .queryForList("SELECT nextval('dispatch_number')", Long.class)
                .getFirst();
    }

    @Nested
    class A_migration_on_such_a_target {
        @Test
        void stops_without_a_change_and_goes_on_once_the_numbers_are_raised() {
            DispatchNumber fence = new DispatchNumber(highestNumber() + 100_000);
            useFence(fence);
            String id = submit(TestPlans.singleStep(TestPlans.newName(), TARGET));
            awaitState(id, "NEEDS_OPERATOR");
            assertThat(api.migration(id).body())
                    .contains(
                            "the target has already accepted dispatch " + fence,
                            "if a database was restored, check the target for drift");
            String waiting = submit(TestPlans.singleStep(TestPlans.newName(), TARGET));

            JsonNode checked = check(TARGET);
            assertThat(checked.at("/drift/differences/0/kind").asString()).isEqualTo("fence");
            assertThat(checked.at("/drift/differences/0/unit").asString()).isEqualTo("dispatch numbers");
            assertThat(checked.at("/drift/differences/0/found").asString()).isEqualTo(fence.toString());
            assertThat(api.get(path(TARGET)).json().path("stoppedBy").asInt())
                    .isEqualTo(checked.path("number").asInt());

            assertThat(acknowledge(TARGET, checked.path("number").asInt()).status())
                    .isEqualTo(200);
            assertThat(highestNumber()).isGreaterThan(fence.value());
            assertThat(check(TARGET).at("/drift/found").asInt()).isZero();
            assertThat(api.requestAction(id, "retry", REASON).status()).isEqualTo(202);
            awaitState(id, "ROLLED_BACK");
            awaitState(waiting, "COMPLETED");
            assertThat(worker.receivedCommands(waiting)).allSatisfy(command -> assertThat(
                            fence.isBelow(command.header().dispatch()))
                    .isTrue());
        }
    }

    @Nested
    class A_check {
        @Test
        void finds_a_fence_among_the_numbers_that_it_has_reserved_for_itself() {
            worker.useRequestScript(request -> List.of(new TargetReport.Drift(
                    ScriptedWorker.headerFor(request),
                    new DriftResult(
                            0,
                            0,
                            List.of(),
                            0,
                            new DispatchNumber(request.header().dispatch().value() + 255)))));
            JsonNode checked = check(TARGET);
            assertThat(checked.at("/drift/differences/0/unit").asString()).isEqualTo("dispatch numbers");
            assertThat(acknowledge(TARGET, checked.path("number").asInt()).status())
                    .isEqualTo(200);
        }

        @Test
        void that_finds_a_damaged_fence_does_not_use_up_the_numbers_of_all_targets() {
            long before = highestNumber();
            worker.useRequestScript(request -> List.of(new TargetReport.Drift(
                    ScriptedWorker.headerFor(request),
                    new DriftResult(0, 0, List.of(), 0, new DispatchNumber(Long.MAX_VALUE)))));
            Api.Response refused =
                    acknowledge(TARGET, check(TARGET).path("number").asInt());
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().path("detail").asString()).contains("which no coordinator has given out");
            assertThat(highestNumber()).isLessThan(before + 1_000_000);
            worker.useRequestScript(ScriptedWorker::answer);
            assertThat(check(TARGET).at("/drift/found").asInt()).isZero();
            assertThat(api.get(path(TARGET)).json().has("stoppedBy")).isFalse();
        }

        @Test
        void during_which_a_migration_started_fails() {
            worker.useRequestScript(request -> List.of(new TargetReport.Drift(
                    ScriptedWorker.headerFor(request),
                    new DriftResult(0, 0, List.of(), 0, new DispatchNumber(newNumber())))));
            JsonNode failed = check(TARGET);
            assertThat(failed.path("state").asString()).isEqualTo("FAILED");
            assertThat(failed.path("finding").asString()).startsWith("target-in-use: a migration has started");
            assertThat(api.get(path(TARGET)).json().has("stoppedBy")).isFalse();
        }
    }
}
