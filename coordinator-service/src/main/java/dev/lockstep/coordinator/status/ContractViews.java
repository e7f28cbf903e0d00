package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.PlanContract;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepResult.CheckResult;
import dev.lockstep.coordinator.dispatch.JdbcContractChecks;
import dev.lockstep.coordinator.orchestration.LinkedMigrations;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.ContractGate;
import dev.lockstep.coordinator.saga.LinkedChange;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds what is shown of contract steps. A migration without them costs no query. */
final class ContractViews {
    private final SagaJournal journal;
    private final JdbcContractChecks checks;

    ContractViews(SagaJournal journal, JdbcContractChecks checks) {
        this.journal = journal;
        this.checks = checks;
    }

    /**
     * What a migration and the one of its contract steps have to do with each other.
     *
     * @param contract absent for a migration without contract steps
     * @param waiting absent if the migration does not wait to apply contract steps
     * @param permitsRollback whether the contract steps have not begun
     */
    record Link(@Nullable ContractView contract, @Nullable ContractWaitView waiting, boolean permitsRollback) {
        static final Link NONE = new Link(null, null, true);
    }

    Link of(SagaState.Submitted state) {
        if (state instanceof SagaState.AwaitingContract waiting) {
            return new Link(null, waitOf(waiting), true);
        }
        return state.submitted()
                .contractPart()
                .map(plan ->
                        link(state, plan.spec().steps().stream().map(Step::id).toList()))
                .orElse(Link.NONE);
    }

    private Link link(SagaState.Submitted state, List<StepId> steps) {
        boolean mayBeCompleted =
                state instanceof SagaState.Started && state.submitted().mode().appliesSteps();
        MigrationId contract = LinkedChange.contractOf(state.migration());
        return (mayBeCompleted ? journal.read(contract) : Optional.<VersionedState>empty())
                .map(found -> link(found, steps))
                .orElseGet(() -> new Link(new ContractView(steps, null, null, null), null, true));
    }

    private Link link(VersionedState contract, List<StepId> steps) {
        SagaState state = contract.state();
        String waitingFor = state instanceof SagaState.AwaitingContract waiting ? text(waitOf(waiting)) : null;
        return new Link(
                new ContractView(steps, contract.migration(), MigrationState.of(state), waitingFor),
                null,
                LinkedMigrations.permitsRollback(state));
    }

    private ContractWaitView waitOf(SagaState.AwaitingContract state) {
        ContractGate gate = ContractGate.of(state);
        return new ContractWaitView(
                gate.delayEnd().orElse(null),
                gate.limitEnd(),
                gate.needsConfirmation(),
                gate.progress().confirmation(),
                gate.needsChecks() ? checks(state.migration(), gate.contract()) : List.of());
    }

    private List<ContractWaitView.ContractCheckView> checks(MigrationId migration, PlanContract contract) {
        Map<TargetName, JdbcContractChecks.Answer> answers = checks.answers(migration).stream()
                .collect(Collectors.toMap(JdbcContractChecks.Answer::target, Function.identity()));
        List<ContractWaitView.ContractCheckView> views = new ArrayList<>();
        for (TargetName target : contract.checkedTargets()) {
            List<Verification> expected = contract.checksOf(target);
            JdbcContractChecks.Answer answer = answers.get(target);
            for (int index = 0; index < expected.size(); index++) {
                views.add(check(target, expected.get(index), answer, index));
            }
        }
        return views;
    }

    private static ContractWaitView.ContractCheckView check(
            TargetName target, Verification check, JdbcContractChecks.@Nullable Answer answer, int index) {
        CheckResult result = answer == null || index >= answer.results().size()
                ? null
                : answer.results().get(index);
        return new ContractWaitView.ContractCheckView(
                target,
                check.describe(),
                check.describeExpected(),
                result == null ? null : result.found(),
                result == null ? null : result.met(),
                answer == null ? null : answer.answeredAt(),
                answer == null ? null : answer.failure());
    }

    /** What is missing, in words. */
    static String text(ContractWaitView wait) {
        List<String> parts = new ArrayList<>();
        if (wait.notBefore() != null) {
            parts.add("it is %s".formatted(wait.notBefore()));
        }
        if (wait.needsConfirmation()) {
            parts.add("an operator confirms that nobody reads the old form any more");
        }
        wait.checks().stream()
                .filter(check -> !Boolean.TRUE.equals(check.met()))
                .map(ContractViews::text)
                .forEach(parts::add);
        if (parts.isEmpty()) {
            parts.add("the checks are met at the same time");
        }
        return "the contract steps wait until %s; they are cancelled at %s"
                .formatted(String.join(", and ", parts), wait.notAfter());
    }

    private static String text(ContractWaitView.ContractCheckView check) {
        String found = check.failure() == null
                ? check.found() == null ? "not asked yet" : "found " + check.found()
                : "could not run: " + check.failure();
        return "\"%s\" on %s %s (%s)".formatted(check.check(), check.target(), check.expected(), found);
    }
}
