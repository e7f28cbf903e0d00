package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a plan does, and the procedure around it.
 *
 * @param window when the migration may start; absent if at any time
 * @param approval who must agree before; absent if nobody
 * @param rehearsal whether the steps are applied and compensated on a scratch copy before; absent if they are not
 * @param dryRun whether the steps are tried before; absent if they are not
 * @param backup what is kept of the stores before; absent if nothing
 * @param maintenance the application that is in maintenance meanwhile; absent if none
 * @param smokeTests requests that must succeed after the steps are applied
 * @param rollback the gates of the rollback of the completed migration; absent if there are none
 * @param contract what the contract steps wait for; absent if there are none
 * @param notifications who is told
 * @param retry how failed dispatches are repeated; absent if as the coordinator's settings say
 * @param deadline the time within which the migration must be completed, from its start; absent if there is no limit
 * @param group the group of targets on which the plan runs, each in a migration of its own; absent if the steps name their
 *     targets
 * @param steps in the order of the document
 */
public record PlanSpec(
        @Nullable PlanWindow window,
        @Nullable PlanApproval approval,
        @Nullable PlanRehearsal rehearsal,
        @Nullable PlanDryRun dryRun,
        @Nullable PlanBackup backup,
        @Nullable PlanMaintenance maintenance,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PlanSmokeTest> smokeTests,
        @Nullable PlanRollback rollback,
        @Nullable PlanContract contract,
        @JsonProperty("notify") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PlanNotification> notifications,
        @Nullable PlanRetry retry,
        @Nullable Deadline deadline,
        @JsonProperty("targets") @Nullable PlanTargets group,
        @JsonProperty(required = true) List<Step> steps) {
    private static final int MAX_ENDPOINTS = 20;

    /** A plan with steps only. */
    public PlanSpec(List<Step> steps) {
        this(null, null, null, null, null, null, null, null, null, steps);
    }

    /** A plan without contract steps and limits. */
    public PlanSpec(
            @Nullable PlanWindow window,
            @Nullable PlanApproval approval,
            @Nullable PlanRehearsal rehearsal,
            @Nullable PlanDryRun dryRun,
            @Nullable PlanBackup backup,
            @Nullable PlanMaintenance maintenance,
            @Nullable List<PlanSmokeTest> smokeTests,
            @Nullable PlanRollback rollback,
            @Nullable List<PlanNotification> notifications,
            List<Step> steps) {
        this(
                window,
                approval,
                rehearsal,
                dryRun,
                backup,
                maintenance,
                smokeTests,
                rollback,
                null,
                notifications,
                null,
                null,
                null,
                steps);
    }

    /** A plan whose steps name their targets. */
    public PlanSpec(
            @Nullable PlanWindow window,
            @Nullable PlanApproval approval,
            @Nullable PlanRehearsal rehearsal,
            @Nullable PlanDryRun dryRun,
            @Nullable PlanBackup backup,
            @Nullable PlanMaintenance maintenance,
            @Nullable List<PlanSmokeTest> smokeTests,
            @Nullable PlanRollback rollback,
            @Nullable PlanContract contract,
            @Nullable List<PlanNotification> notifications,
            @Nullable PlanRetry retry,
            @Nullable Deadline deadline,
            List<Step> steps) {
        this(
                window,
                approval,
                rehearsal,
                dryRun,
                backup,
                maintenance,
                smokeTests,
                rollback,
                contract,
                notifications,
                retry,
                deadline,
                null,
                steps);
    }

    @JsonCreator
    public PlanSpec(
            @Nullable PlanWindow window,
            @Nullable PlanApproval approval,
            @Nullable PlanRehearsal rehearsal,
            @Nullable PlanDryRun dryRun,
            @Nullable PlanBackup backup,
            @Nullable PlanMaintenance maintenance,
            @Nullable List<PlanSmokeTest> smokeTests,
            @Nullable PlanRollback rollback,
            @Nullable PlanContract contract,
            @JsonProperty("notify") @Nullable List<PlanNotification> notifications,
            @Nullable PlanRetry retry,
            @Nullable Deadline deadline,
            @JsonProperty("targets") @Nullable PlanTargets group,
            List<Step> steps) {
        this.window = window;
        this.approval = approval;
        this.rehearsal = rehearsal;
        this.dryRun = dryRun;
        this.backup = backup;
        this.maintenance = maintenance;
        this.smokeTests = limited("smokeTests", smokeTests);
        this.rollback = rollback;
        this.contract = contract;
        this.notifications = limited("notify", notifications);
        this.retry = retry;
        this.deadline = deadline;
        this.group = group;
        this.steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw InvalidValue.in("steps", "spec.steps is empty", "write at least one step");
        }
    }

    static <T> List<T> limited(String field, @Nullable List<T> elements) {
        if (elements != null && elements.size() > MAX_ENDPOINTS) {
            throw InvalidValue.in(
                    field,
                    "%s has %d elements; the limit is %d".formatted(field, elements.size(), MAX_ENDPOINTS),
                    "remove elements");
        }
        return elements == null ? List.of() : List.copyOf(elements);
    }

    /** Whether the plan has more around its steps than a window and an approval. */
    @JsonIgnore
    public boolean hasProcedure() {
        return rehearsal != null
                || dryRun != null
                || backup != null
                || maintenance != null
                || !smokeTests.isEmpty()
                || rollback != null
                || !notifications.isEmpty();
    }

    /** Whether the plan or a step limits retries or times. */
    public boolean namesLimits() {
        return retry != null
                || deadline != null
                || steps.stream().anyMatch(step -> step.retry() != null || step.deadline() != null);
    }

    /** Whether a step names its dependencies, so that steps need not run one after the other. */
    public boolean namesDependencies() {
        return steps.stream().anyMatch(step -> step.dependsOn() != null);
    }

    /** Whether the migration waits for something before it waits for its targets. */
    public boolean hasGates() {
        return approval != null || (window != null && window.notBefore() != null);
    }

    /** Whether there are steps of the linked migration. */
    public boolean hasContractSteps() {
        return steps.stream().anyMatch(Step::isContract);
    }

    /** What the migration of the plan does: everything but the contract steps. */
    PlanSpec expandPart() {
        return withSteps(only(step -> !step.isContract()));
    }

    /**
     * What the linked migration does. It has no window and no approval: those of the plan hold for its submission, and
     * it has a wait of its own.
     */
    PlanSpec contractPart() {
        return new PlanSpec(
                null,
                null,
                rehearsal,
                dryRun,
                backup,
                maintenance,
                smokeTests,
                rollback,
                contract,
                notifications,
                retry,
                deadline,
                null,
                only(Step::isContract));
    }

    private List<Step> only(Predicate<Step> included) {
        Set<StepId> remaining = steps.stream().filter(included).map(Step::id).collect(Collectors.toSet());
        return steps.stream()
                .filter(included)
                .map(step -> step.within(remaining))
                .toList();
    }

    /** The same for one member of the group: with all steps on this target. */
    public PlanSpec on(TargetName member) {
        return withSteps(steps.stream().map(step -> step.on(member)).toList());
    }

    /** The same with other steps, which are those of one migration without contract steps. */
    private PlanSpec withSteps(List<Step> replacement) {
        return new PlanSpec(
                window,
                approval,
                rehearsal,
                dryRun,
                backup,
                maintenance,
                smokeTests,
                rollback,
                null,
                notifications,
                retry,
                deadline,
                null,
                replacement);
    }

    public Optional<Step> step(StepId id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /** The targets of all steps without repetition, in the order in which the steps name them first. */
    @JsonIgnore
    public SequencedSet<TargetName> targets() {
        SequencedSet<TargetName> targets = new LinkedHashSet<>();
        steps.forEach(step -> targets.add(step.target()));
        return targets;
    }

    /** The dependencies of each step: the steps in {@code dependsOn}, or the previous step if that field is absent. */
    @JsonIgnore
    public SequencedMap<StepId, SequencedSet<StepId>> dependencies() {
        SequencedMap<StepId, SequencedSet<StepId>> dependencies = new LinkedHashMap<>();
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            List<StepId> previous =
                    index == 0 ? List.of() : List.of(steps.get(index - 1).id());
            List<StepId> declared = step.dependsOn();
            dependencies.put(step.id(), new LinkedHashSet<>(declared == null ? previous : declared));
        }
        return dependencies;
    }
}
