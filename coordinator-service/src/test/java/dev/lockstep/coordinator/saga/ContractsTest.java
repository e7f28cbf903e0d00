package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.ContractCommands.CHECKS;
import static dev.lockstep.coordinator.saga.ContractCommands.DELAY;
import static dev.lockstep.coordinator.saga.ContractCommands.EVERYTHING;
import static dev.lockstep.coordinator.saga.ContractCommands.checksMet;
import static dev.lockstep.coordinator.saga.ContractCommands.confirm;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.gatesChecked;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeededWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanNotification;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ContractsTest {
    private static final Instant SUBMITTED = ScenarioCommand.START.plusSeconds(1);
    private static final Plan PLAN =
            Plans.withContract(ContractCommands.OPERATOR, Plans.chain("a", "b"), Plans.step("c"));
    private static final MigrationId CONTRACT = LinkedChange.contractOf(ScenarioCommand.MIGRATION);

    private static List<LinkedChange> linkedChanges(Scenario scenario) {
        return ((Decision.Accepted) scenario.decision())
                .transitions().stream()
                        .flatMap(transition -> LinkedChange.of(transition).stream())
                        .toList();
    }

    private static List<MigrationEvent> published(Scenario scenario) {
        return scenario.effects().stream()
                .filter(SagaEffect.Publish.class::isInstance)
                .map(effect -> ((SagaEffect.Publish) effect).event())
                .toList();
    }

    @Nested
    class A_migration_with_contract_steps {
        @Test
        void applies_only_the_other_steps() {
            Scenario scenario = given(submit(PLAN), start());
            assertThat(scenario.started().steps()).containsOnlyKeys(new StepId("a"), new StepId("b"));
            assertThat(scenario.started().submitted().posted()).isEqualTo(PLAN);
        }

        @Test
        void is_completed_without_them_and_names_the_migration_that_applies_them() {
            Scenario scenario = applying(PLAN, succeeded("a")).when(succeeded("b"));
            scenario.then("applied b", "completed").thenStateIs(SagaState.Completed.class);
            assertThat(scenario.events()).contains(new SagaEvent.Completed(scenario.now(), CONTRACT));
            assertThat(published(scenario)).contains(new MigrationEvent.Completed(PLAN.name(), null, CONTRACT));
            assertThat(linkedChanges(scenario))
                    .containsExactly(new LinkedChange.Create(
                            CONTRACT,
                            new LinkedChange.ContractSubmission(
                                    ScenarioCommand.MIGRATION,
                                    PLAN.contractPart().orElseThrow(),
                                    scenario.started().data().identities()),
                            ScenarioCommand.OPERATOR));
        }

        @Test
        void tells_whom_the_plan_names() {
            PlanNotification chat = new PlanNotification(new EndpointName("chat"), null);
            Plan plan = Plans.withContract(
                    ContractCommands.OPERATOR,
                    Plans.withEndpoints(null, List.of(), List.of(chat), Plans.step("a")),
                    Plans.step("c"));
            Scenario scenario = applying(plan, ScenarioCommand.endpointPassed(), succeeded("a"))
                    .when(ScenarioCommand.endpointPassed());
            assertThat(scenario.effects())
                    .filteredOn(SagaEffect.Notify.class::isInstance)
                    .extracting(effect ->
                            ((SagaEffect.Notify) effect).notification().detail())
                    .containsExactly("its contract steps wait as migration " + CONTRACT);
        }

        @Test
        void is_rolled_back_together_with_the_wait() {
            Scenario scenario = applying(PLAN, succeeded("a"), succeeded("b")).when(rollback());
            assertThat(linkedChanges(scenario))
                    .containsExactly(new LinkedChange.Cancel(CONTRACT, ScenarioCommand.MIGRATION));
        }

        @Test
        void makes_no_second_one_after_a_rollback_that_did_not_start() {
            Plan plan = Plans.withContract(
                    ContractCommands.OPERATOR,
                    Plans.withRollback(Plans.chain("a"), Plans.rollbackWithEndpoints()),
                    Plans.step("c"));
            Scenario scenario = applying(plan, succeeded("a"))
                    .and(rollback(), ScenarioCommand.endpointFailed())
                    .when(ScenarioCommand.endpointPassed())
                    .then("leave_maintenance passed", "completed");
            assertThat(linkedChanges(scenario)).isEmpty();
        }

        @Test
        void has_no_linked_migration_to_cancel_if_the_plan_has_no_contract_steps() {
            Scenario scenario = applying(Plans.chain("a"), succeeded("a"));
            assertThat(linkedChanges(scenario)).isEmpty();
            assertThat(linkedChanges(scenario.when(rollback()))).isEmpty();
        }

        @Test
        void is_tried_and_rehearsed_without_them() {
            assertThat(given(ScenarioCommand.submitDryRun(PLAN)).state())
                    .isInstanceOfSatisfying(SagaState.Queued.class, queued -> assertThat(queued.steps())
                            .hasSize(2));
        }
    }

    @Nested
    class A_migration_of_contract_steps {
        @Test
        void waits_without_claims_until_an_operator_confirms() {
            Scenario scenario = given().when(ContractCommands.submit(PLAN))
                    .then("submitted")
                    .thenStateIs(SagaState.AwaitingContract.class);
            assertThat(scenario.effects())
                    .containsExactly(new SagaEffect.ScheduleGateCheck(SUBMITTED.plus(Duration.ofDays(30))));
            scenario.when(start()).thenNothingHappens();
            scenario.when(gatesChecked()).thenNothingHappens();
            scenario.when(checksMet()).thenNothingHappens();
        }

        @Test
        void has_the_labels_and_a_name_of_its_own() {
            Plan plan =
                    ((SagaState.Submitted) given(ContractCommands.submit(PLAN)).state()).plan();
            assertThat(plan.name().value()).isEqualTo("plan-contract");
            assertThat(plan.spec().steps()).extracting(Step::isContract).containsExactly(false);
        }

        @Test
        void is_confirmed_once() {
            Scenario scenario = given(ContractCommands.submit(PLAN))
                    .when(confirm())
                    .then("contract confirmed by operator", "enqueued")
                    .thenStateIs(SagaState.Queued.class);
            assertThat(scenario.effects()).contains(new SagaEffect.EnterQueue());
            scenario.when(confirm()).thenRefused("does not wait for an operator");
        }

        @Test
        void is_not_confirmed_if_the_plan_does_not_ask_for_it() {
            given(ContractCommands.submit(DELAY, Plans.step("a")))
                    .when(confirm())
                    .thenRefused("does not wait for an operator");
        }

        @Test
        void waits_for_its_delay() {
            Scenario scenario = given().when(ContractCommands.submit(DELAY, Plans.step("a")));
            assertThat(scenario.effects()).containsExactly(new SagaEffect.ScheduleGateCheck(SUBMITTED.plusSeconds(30)));
            scenario.after(Duration.ofSeconds(27)).when(gatesChecked()).thenNothingHappens();
            scenario.after(Duration.ofSeconds(1)).when(gatesChecked()).then("contract due", "enqueued");
        }

        @Test
        void waits_for_its_checks() {
            Scenario scenario = given().when(ContractCommands.submit(CHECKS, Plans.step("a")));
            assertThat(scenario.effects())
                    .containsExactly(
                            new SagaEffect.ScheduleGateCheck(SUBMITTED.plus(Duration.ofDays(30))),
                            new SagaEffect.AskContractChecks());
            scenario.when(checksMet()).then("contract checked", "enqueued");
            assertThat(scenario.effects()).contains(new SagaEffect.EnterQueue(), new SagaEffect.EndContractChecks());
        }

        @Test
        void needs_checks_that_are_met_when_nothing_else_is_missing() {
            Scenario scenario = given(ContractCommands.submit(EVERYTHING, Plans.step("a")));
            scenario.when(checksMet()).thenNothingHappens();
            scenario.when(confirm()).then("contract confirmed by operator");
            assertThat(scenario.effects())
                    .containsExactly(
                            new SagaEffect.ScheduleGateCheck(SUBMITTED.plusSeconds(30)),
                            new SagaEffect.AskContractChecks());
            scenario.when(checksMet()).thenNothingHappens();
            scenario.after(Duration.ofSeconds(30)).when(gatesChecked()).then("contract due");
            assertThat(scenario.effects())
                    .containsExactly(
                            new SagaEffect.ScheduleGateCheck(SUBMITTED.plusSeconds(300)),
                            new SagaEffect.AskContractChecks());
            scenario.when(checksMet()).then("contract checked", "enqueued");
        }

        @Test
        void is_cancelled_at_its_limit() {
            given(ContractCommands.submit(EVERYTHING, Plans.step("a")))
                    .after(Duration.ofMinutes(5))
                    .when(gatesChecked())
                    .then("cancelled")
                    .thenStateIs(SagaState.Cancelled.class);
            given(ContractCommands.submit(EVERYTHING, Plans.step("a")))
                    .after(Duration.ofMinutes(5))
                    .when(confirm())
                    .then("cancelled");
            given(ContractCommands.submit(EVERYTHING, Plans.step("a")))
                    .after(Duration.ofMinutes(5))
                    .when(checksMet())
                    .then("cancelled");
        }

        @Test
        void asks_nothing_more_when_it_is_cancelled() {
            Scenario scenario =
                    given(ContractCommands.submit(CHECKS, Plans.step("a"))).when(cancel());
            assertThat(scenario.effects()).contains(new SagaEffect.EndContractChecks());
            assertThat(published(scenario))
                    .containsExactly(new MigrationEvent.Cancelled(
                            ((SagaState.Submitted) scenario.state()).plan().name(), "reason", ContractCommands.EXPAND));
        }

        @Test
        void runs_on_the_databases_that_the_other_migration_has_changed() {
            Scenario scenario = given(ContractCommands.submit(ContractCommands.OPERATOR, Plans.step("a")), confirm());
            scenario.when(start());
            assertThat(published(scenario))
                    .extracting(event -> ((MigrationEvent.Started) event).expand())
                    .containsExactly(ContractCommands.EXPAND);
            scenario.when(succeededWith("a", new TargetIdentity(new UUID(7, 7))))
                    .then("attempt-failed preflight a", "rejected");
        }

        @Test
        void asks_with_a_command_that_is_bound_to_them() {
            SubmittedPlan submitted = ((SagaState.Submitted) given(ContractCommands.submit(CHECKS, Plans.step("a")))
                            .state())
                    .submitted();
            var header = new CommandFactory(Duration.ofSeconds(15))
                    .check(submitted, Plans.step("a"), ScenarioCommand.UNKNOWN_DISPATCH)
                    .header();
            assertThat(header.identity()).isEqualTo(ScenarioCommand.identityOf(new TargetName("on-a")));
            assertThat(header.plan()).isEqualTo(submitted.checksum());
        }

        @Test
        void does_not_enter_the_queue_before_everything_holds() {
            SagaState waiting = given(ContractCommands.submit(PLAN)).state();
            assertThatThrownBy(() -> new SagaEvolution().evolve(waiting, new SagaEvent.Enqueued(SUBMITTED)))
                    .isInstanceOf(ImpossibleHistoryException.class)
                    .hasMessageContaining("still wait");
        }
    }
}
