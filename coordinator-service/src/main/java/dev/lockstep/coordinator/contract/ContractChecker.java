package dev.lockstep.coordinator.contract;

import dev.lockstep.contract.plan.PlanContract;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.dispatch.JdbcContractChecks;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.OutboxMessage;
import dev.lockstep.coordinator.outbox.OutboxRow;
import dev.lockstep.coordinator.saga.CommandFactory;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.SubmittedPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Asks the workers whether the checks of contracts are met, each contract in a separate transaction. */
final class ContractChecker {
    private static final Duration MAX_INTERVAL = Duration.ofMinutes(15);
    private final JdbcContractChecks checks;
    private final SagaJournal journal;
    private final JdbcOutbox outbox;
    private final Consumer<List<OutboxRow>> sender;
    private final CommandFactory commands;
    private final MigrationTasks tasks;
    private final Duration interval;

    /**
     * @param sender sends messages after the commit, without blocking
     * @param interval the time between the first two rounds; it doubles with each further one, up to 15 minutes
     */
    ContractChecker(
            JdbcContractChecks checks,
            SagaJournal journal,
            JdbcOutbox outbox,
            Consumer<List<OutboxRow>> sender,
            CommandFactory commands,
            MigrationTasks tasks,
            Duration interval) {
        this.checks = checks;
        this.journal = journal;
        this.outbox = outbox;
        this.sender = sender;
        this.commands = commands;
        this.tasks = tasks;
        this.interval = interval;
    }

    void askAll() {
        tasks.runAll(skipped ->
                checks.lockNextDue(skipped).map(contract -> new MigrationTasks.Task(contract, () -> ask(contract))));
    }

    private void ask(MigrationId contract) {
        if (journal.read(contract).orElseThrow().state() instanceof SagaState.AwaitingContract waiting) {
            checks.nextRound(contract, interval, MAX_INTERVAL).ifPresent(round -> ask(waiting.submitted(), round));
        }
    }

    private void ask(SubmittedPlan contract, int round) {
        PlanContract plan = Objects.requireNonNull(contract.plan().spec().contract());
        List<Step> steps = steps(contract);
        List<OutboxRow> rows = new ArrayList<>();
        for (TargetName target : plan.checkedTargets()) {
            Step step = steps.stream()
                    .filter(found -> found.target().equals(target))
                    .findFirst()
                    .orElseThrow()
                    .withoutLimits()
                    .withChecks(plan.checksOf(target));
            var dispatch = journal.reserveDispatchNumbers();
            checks.ask(contract.migration(), target, dispatch, round);
            rows.add(outbox.add(OutboxMessage.of(commands.check(contract, step, dispatch))));
        }
        AfterCommit.run(() -> sender.accept(rows));
    }

    /** All steps of the posted plan: a check can be on a target that has no contract step. */
    private List<Step> steps(SubmittedPlan contract) {
        SagaState.Submitted expand =
                (SagaState.Submitted) journal.read(Objects.requireNonNull(contract.expandMigration()))
                        .orElseThrow()
                        .state();
        return Stream.concat(contract.plan().spec().steps().stream(), expand.plan().spec().steps().stream())
                .toList();
    }
}
