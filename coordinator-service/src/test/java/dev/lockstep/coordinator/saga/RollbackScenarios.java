package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanNotification;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.plan.PlanRollback;
import java.util.List;

/** Completed migrations whose plans have gates of a rollback. */
final class RollbackScenarios {
    static final Plan ONE_STEP = Plans.chain("a");
    static final PlanRollback WITH_MAINTENANCE = Plans.rollbackWithEndpoints();
    static final PlanRollback WITH_TESTS = Plans.rollbackWithEndpoints("smoke-1", "smoke-2");

    private RollbackScenarios() {}

    static Scenario completed(PlanRollback rollback) {
        return completed(ONE_STEP, rollback);
    }

    static Scenario completed(Plan plan, PlanRollback rollback) {
        return applying(Plans.withRollback(plan, rollback), succeeded("a")).thenStateIs(SagaState.Completed.class);
    }

    static Scenario requested() {
        return completed(Plans.approvedRollback()).and(rollback());
    }

    static MigrationEvent published(Scenario scenario) {
        return scenario.effects().stream()
                .filter(SagaEffect.Publish.class::isInstance)
                .map(effect -> ((SagaEffect.Publish) effect).event())
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    static List<Notification> notifications(Scenario scenario) {
        return scenario.effects().stream()
                .filter(SagaEffect.Notify.class::isInstance)
                .map(effect -> ((SagaEffect.Notify) effect).notification())
                .toList();
    }

    static Plan withNotifications() {
        return Plans.withEndpoints(
                null,
                List.of(),
                List.of(new PlanNotification(new EndpointName("chat"), List.of(Occasion.values()))),
                Plans.step("a"));
    }
}
