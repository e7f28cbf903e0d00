package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.status.MigrationViews;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds the views of downgrades from their rows and the states of their migrations. */
final class DowngradeViews {
    private static final String NO_START = "no rollback starts: ";
    private final MemberRollbacks rollbacks;
    private final MigrationViews migrations;
    private final WaitReasons waitReasons;

    DowngradeViews(MemberRollbacks rollbacks, MigrationViews migrations, WaitReasons waitReasons) {
        this.rollbacks = rollbacks;
        this.migrations = migrations;
        this.waitReasons = waitReasons;
    }

    /** The view of a downgrade that was not started. */
    DowngradeView dryRun(DowngradePlan plan, DowngradeRequest.Checked request) {
        Map<MigrationId, String> undoLimits = migrations.undoLimits(
                plan.members().stream().map(DowngradePlan.Member::migration).toList());
        return new DowngradeView(
                null,
                null,
                true,
                plan.target(),
                request.boundary().toString(),
                plan.keeps(),
                List.copyOf(plan.targets()),
                request.reason(),
                null,
                null,
                null,
                null,
                null,
                null,
                waitReasons.noStart(plan.targets()).map(NO_START::concat).orElse(null),
                null,
                plan.refusals(),
                List.of(),
                plan.members().stream()
                        .map(member -> item(
                                member.migration(), member.other(), member.state(), undoLimits.get(member.migration())))
                        .toList());
    }

    DowngradeView view(Downgrade downgrade) {
        List<MemberRollbacks.Current> members = rollbacks.all(downgrade);
        Map<MigrationId, String> undoLimits = migrations.undoLimits(
                members.stream().map(current -> current.member().migration()).toList());
        return view(
                downgrade,
                members,
                members.stream()
                        .map(current -> item(
                                current.member().migration(),
                                current.member().other(),
                                current.state(),
                                undoLimits.get(current.member().migration())))
                        .toList());
    }

    /**
     * The view in a list, without the migrations.
     *
     * @param members its migrations
     */
    DowngradeView summary(Downgrade downgrade, List<MemberRollbacks.Current> members) {
        return view(downgrade, members, null);
    }

    private DowngradeView view(
            Downgrade downgrade, List<MemberRollbacks.Current> members, @Nullable List<DowngradeView.Item> items) {
        Optional<MemberRollbacks.Current> current =
                members.stream().filter(loaded -> !loaded.isDone()).findFirst();
        return new DowngradeView(
                downgrade.id(),
                downgrade.version(),
                false,
                downgrade.target(),
                downgrade.boundary(),
                downgrade.keeps(),
                downgrade.targets(),
                downgrade.reason(),
                downgrade.requester(),
                downgrade.requestedAt(),
                downgrade.actor(),
                downgrade.state(),
                downgrade.finding(),
                partlyRolledBack(members),
                downgrade.state() == DowngradeState.RUNNING
                        ? current.flatMap(this::waitingFor).orElse(null)
                        : null,
                downgrade.endedAt(),
                null,
                actions(downgrade),
                items);
    }

    private static List<DowngradeAction> actions(Downgrade downgrade) {
        return switch (downgrade.state()) {
            case RUNNING -> List.of(DowngradeAction.CANCEL);
            case STOPPED -> List.of(DowngradeAction.RESUME, DowngradeAction.CANCEL);
            case COMPLETED, CANCELLED -> List.of();
        };
    }

    private Optional<String> waitingFor(MemberRollbacks.Current current) {
        Optional<String> noStart = current.move() instanceof NextMove.Request
                ? waitReasons.noStart(current.targets()).map(NO_START::concat)
                : Optional.empty();
        return noStart.or(() -> migrations.waitsFor(current.state()).map(reason -> "migration %s (%s): %s"
                .formatted(current.member().migration(), current.state().plan().name(), reason)));
    }

    private static @Nullable String partlyRolledBack(List<MemberRollbacks.Current> members) {
        long rolledBack = count(members, MigrationState.ROLLED_BACK);
        long completed = count(members, MigrationState.COMPLETED);
        if (rolledBack == members.size() || completed == members.size()) {
            return null;
        }
        String between = members.stream()
                .filter(loaded -> loaded.migrationState() != MigrationState.ROLLED_BACK
                        && loaded.migrationState() != MigrationState.COMPLETED)
                .map(DowngradeViews::between)
                .collect(Collectors.joining());
        return "%d of %d migrations are rolled back%s; %d are still completed"
                .formatted(rolledBack, members.size(), between, completed);
    }

    private static long count(List<MemberRollbacks.Current> members, MigrationState state) {
        return members.stream()
                .filter(loaded -> loaded.migrationState() == state)
                .count();
    }

    private static String between(MemberRollbacks.Current loaded) {
        return "; %s (%s) is %s with steps %s still applied"
                .formatted(
                        loaded.member().migration(),
                        loaded.state().plan().name(),
                        loaded.migrationState(),
                        leftApplied(loaded.state()));
    }

    private DowngradeView.Item item(
            MigrationId migration, boolean other, SagaState.Submitted state, @Nullable String undoLimit) {
        Plan plan = state.plan();
        MigrationState named = MigrationState.of(state);
        boolean isBetween = named != MigrationState.COMPLETED && named != MigrationState.ROLLED_BACK;
        return new DowngradeView.Item(
                migration,
                plan.name(),
                named,
                other,
                List.copyOf(plan.spec().targets()),
                plan.spec().steps().reversed().stream()
                        .map(step -> new DowngradeView.ItemStep(
                                step.id(), step.target(), step.operation().type()))
                        .toList(),
                plan.spec().rollback() != null && plan.spec().rollback().approval() != null,
                migrations.waitsFor(state).orElse(null),
                isBetween ? leftApplied(state) : null,
                state instanceof SagaState.RolledBack rolledBack
                        ? (Long) rolledBack.data().conflicts()
                        : null,
                undoLimit);
    }

    private static List<StepId> leftApplied(SagaState.Submitted state) {
        return state instanceof SagaState.Started started ? started.data().leftApplied() : List.of();
    }
}
