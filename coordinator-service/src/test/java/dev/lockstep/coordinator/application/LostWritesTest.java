package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Command.FollowingCommand;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DriftResult.Difference;
import dev.lockstep.contract.protocol.DriftResult.Kind;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A target has lost writes that it had reported, as by an asynchronous failover. */
class LostWritesTest extends DriftCase {
    private static final String TARGET = "pg-8";

    private String submitSingle() {
        return submit(TestPlans.singleStep(TestPlans.newName(), TARGET));
    }

    private String complete() {
        return submitAndComplete(TestPlans.singleStep(TestPlans.newName(), TARGET));
    }

    private AcceptedDispatch last(String migration, Class<? extends FollowingCommand> type) {
        return Objects.requireNonNull(worker.receivedCommands(migration).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow()
                .last());
    }

    private DispatchNumber newest(String migration, Class<? extends Command> type) {
        return worker.receivedCommands(migration).stream()
                .filter(type::isInstance)
                .map(command -> command.header().dispatch())
                .max(DispatchNumber::compareTo)
                .orElseThrow();
    }

    /** The target answers as one whose fence went back to this number. */
    private void useFence(DispatchNumber fence) {
        worker.useScript(command -> command instanceof FollowingCommand following
                        && following.last() != null
                        && fence.isBelow(following.last().dispatch())
                ? List.of(new Report.Failed(
                        ScriptedWorker.headerFor(command),
                        StepFailure.Permanent.withoutEffect("journal-behind", "the target has lost writes")))
                : ScriptedWorker.acceptAndSucceed(command));
        worker.useRequestScript(request -> request instanceof TargetRequest.Drift drift
                ? List.of(new TargetReport.Drift(ScriptedWorker.headerFor(request), drift(drift, fence)))
                : ScriptedWorker.answer(request));
    }

    private static DriftResult drift(TargetRequest.Drift request, DispatchNumber fence) {
        List<Difference> differences = fence.isBelow(request.minFence())
                ? List.of(new Difference(Kind.FENCE, "fence", "at least " + request.minFence(), fence.toString()))
                : List.of();
        return new DriftResult(1, 0, differences, differences.size(), fence);
    }

    private void acknowledge(JsonNode check) {
        assertThat(acknowledge(TARGET, check.path("number").asInt()).status()).isEqualTo(200);
    }

    @Nested
    class A_command {
        @Test
        void names_the_last_dispatch_that_the_target_has_reported() {
            String first = complete();
            String second = complete();
            assertThat(last(second, Command.Preflight.class).dispatch()).isEqualTo(newest(first, Command.Apply.class));
            assertThat(last(second, Command.Apply.class)).isEqualTo(last(second, Command.Preflight.class));
            api.requestAction(second, "rollback", REASON);
            awaitState(second, "ROLLED_BACK");
            String third = complete();
            assertThat(last(third, Command.Preflight.class).dispatch())
                    .isEqualTo(newest(second, Command.Compensate.class));
        }

        @Test
        void names_a_dispatch_of_its_own_migration() {
            String id = submitAndComplete(TestPlans.singleStep(TestPlans.newName(), TARGET)
                    + """
                            - id: second
                              target: %s
                              operation:
                                type: postgres.sql
                                version: "2"
                                up: SELECT 1
                                down: SELECT 2
                        """
                            .formatted(TARGET));
            List<Command.Apply> applies = worker.receivedCommands(id).stream()
                    .filter(Command.Apply.class::isInstance)
                    .map(Command.Apply.class::cast)
                    .toList();
            assertThat(applies).hasSize(2);
            assertThat(Objects.requireNonNull(applies.getLast().last()).dispatch())
                    .isEqualTo(applies.getFirst().header().dispatch());
        }
    }

    @Nested
    class A_target_that_has_lost_writes {
        @Test
        void is_not_changed_until_its_drift_is_acknowledged() {
            DispatchNumber fence = newest(complete(), Command.Apply.class);
            DispatchNumber lost = newest(complete(), Command.Apply.class);
            useFence(fence);
            String refused = submitSingle();
            awaitState(refused, "REJECTED");
            assertThat(worker.receivedCommands(refused)).noneMatch(Command.Apply.class::isInstance);
            assertThat(api.migration(refused).body()).contains("journal-behind", "the target has lost writes");

            JsonNode checked = check(TARGET);
            assertThat(checked.at("/drift/differences/0/expected").asString()).isEqualTo("at least " + lost);
            assertThat(checked.at("/drift/differences/0/found").asString()).isEqualTo(fence.toString());
            String waiting = submitSingle();
            acknowledge(checked);
            awaitState(waiting, "COMPLETED");
            assertThat(last(waiting, Command.Preflight.class).dispatch()).isEqualTo(fence);
            useFence(newest(waiting, Command.Apply.class));
            assertThat(check(TARGET).at("/drift/found").asInt()).isZero();
        }

        @Test
        void is_not_stopped_again_by_what_is_acknowledged() {
            DispatchNumber fence = newest(complete(), Command.Apply.class);
            String completed = complete();
            String undone = complete();
            api.requestAction(undone, "rollback", REASON);
            awaitState(undone, "ROLLED_BACK");
            useFence(fence);
            JsonNode checked = check(TARGET);
            assertThat(checked.at("/drift/differences/0/expected").asString())
                    .isEqualTo("at least " + newest(undone, Command.Compensate.class));
            acknowledge(checked);
            assertThat(fence.isBelow(newest(completed, Command.Apply.class))).isTrue();
            assertThat(check(TARGET).at("/drift/found").asInt()).isZero();
        }

        @Test
        void keeps_its_lower_fence_when_a_journal_is_purged() {
            DispatchNumber fence = newest(complete(), Command.Apply.class);
            String lost = complete();
            useFence(fence);
            assertThat(api.post("/api/v1/migrations/%s/purge".formatted(lost), "application/json", REASON)
                            .status())
                    .isEqualTo(202);
            Waits.await().until(() -> worker.receivedCommands(lost).stream().anyMatch(Command.Purge.class::isInstance));
            assertThat(worker.receivedCommands(lost))
                    .filteredOn(Command.Purge.class::isInstance)
                    .extracting(command -> ((Command.Purge) command).fence())
                    .containsOnlyNulls();
            acknowledge(check(TARGET));
        }
    }
}
