package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.fleet.FleetMember.Progress;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.plan.TargetGroups;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.status.MigrationViews;
import dev.lockstep.coordinator.status.StepView;
import dev.lockstep.coordinator.target.TargetView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the views of fleets from their rows and the states of their migrations. */
final class FleetViews {
    /** The failures of so many members are read. */
    private static final int MAX_FAILURES = 20;

    private static final String HIDDEN = "the finding concerns members that you may not view";

    private final SagaJournal journal;
    private final MigrationViews migrations;
    private final WaitReasons waitReasons;
    private final TargetGroups groups;
    private final JdbcConflicts conflicts;

    FleetViews(
            SagaJournal journal,
            MigrationViews migrations,
            WaitReasons waitReasons,
            TargetGroups groups,
            JdbcConflicts conflicts) {
        this.journal = journal;
        this.migrations = migrations;
        this.waitReasons = waitReasons;
        this.groups = groups;
        this.conflicts = conflicts;
    }

    FleetView view(FleetAccess.Visible visible) {
        List<FleetMember> members = visible.members();
        Set<Integer> explained = members.stream()
                .filter(FleetMember::isFailed)
                .limit(MAX_FAILURES)
                .map(FleetMember::number)
                .collect(Collectors.toSet());
        Map<Integer, List<FleetMember>> byWave =
                members.stream().collect(Collectors.groupingBy(FleetMember::wave, TreeMap::new, Collectors.toList()));
        Map<TargetName, String> held = held(visible.fleet(), members);
        Map<MigrationId, VersionedState> states = journal.readAll(migrations(members, Progress.UNDER_WAY));
        Map<MigrationId, Long> conflictsOf = conflicts.of(migrations(members, Progress.ROLLED_BACK));
        List<FleetView.Wave> waves = new ArrayList<>();
        byWave.forEach((number, wave) -> waves.add(new FleetView.Wave(
                number,
                counts(wave),
                wave.stream()
                        .map(member -> item(
                                member,
                                waitingFor(states.get(member.migration()), held.get(member.target())),
                                explained.contains(member.number()),
                                conflicts(member, conflictsOf)))
                        .toList())));
        return view(visible, waves);
    }

    /** Why rollbacks of completed members are not requested yet. */
    private Map<TargetName, String> held(Fleet fleet, List<FleetMember> members) {
        RollbackScope scope = fleet.rollback();
        if (fleet.state() != FleetState.ROLLING_BACK || scope == null) {
            return Map.of();
        }
        List<TargetName> waiting = members.stream()
                .filter(member -> member.progress() == Progress.COMPLETED
                        && member.isIn(scope, fleet.wave())
                        && !member.rollbackRequested())
                .map(FleetMember::target)
                .toList();
        return waitReasons
                .freeze()
                .map(freeze -> waiting.stream().collect(Collectors.toMap(target -> target, _ -> freeze)))
                .orElseGet(() -> waitReasons.stopped(waiting));
    }

    /** The view in a list, without the members. */
    FleetView summary(FleetAccess.Visible visible) {
        return view(visible, null);
    }

    private FleetView view(FleetAccess.Visible visible, @Nullable List<FleetView.Wave> waves) {
        Fleet fleet = visible.fleet();
        List<TargetName> group = waves == null ? null : groupNow(fleet);
        return new FleetView(
                fleet.id(),
                fleet.version(),
                fleet.plan().name(),
                fleet.checksum(),
                fleet.environment(),
                fleet.group().group(),
                fleet.state(),
                fleet.wave(),
                fleet.rollback(),
                fleet.requester(),
                fleet.requestedAt(),
                fleet.actor(),
                fleet.reason(),
                finding(visible),
                fleet.endedAt(),
                counts(visible.members()),
                waves == null ? null : sumOfConflicts(waves),
                group == null ? null : group.stream().filter(visible::isLater).toList(),
                group == null ? null : formerMembers(group, visible.members()),
                FleetActions.allowed(fleet.state()),
                waves,
                waves == null ? null : fleet.plan());
    }

    /** Why a fleet has stopped or could not be continued, without the names of members that the caller may not view. */
    private static @Nullable String finding(FleetAccess.Visible visible) {
        Fleet fleet = visible.fleet();
        String problem =
                fleet.problem() == null ? null : "it could not be continued, and is tried again: " + fleet.problem();
        String finding =
                Stream.of(fleet.finding(), problem).filter(Objects::nonNull).collect(Collectors.joining("; "));
        if (finding.isEmpty()) {
            return null;
        }
        return visible.isWhole() ? finding : HIDDEN;
    }

    /** The members of a fleet that do not belong to its group any more. */
    private static List<TargetName> formerMembers(List<TargetName> group, List<FleetMember> members) {
        Set<TargetName> now = new HashSet<>(group);
        return members.stream()
                .map(FleetMember::target)
                .filter(target -> !now.contains(target))
                .toList();
    }

    private List<TargetName> groupNow(Fleet fleet) {
        return groups.members(fleet.group().group()).stream()
                .map(TargetView::name)
                .toList();
    }

    private static Long sumOfConflicts(List<FleetView.Wave> waves) {
        return waves.stream()
                .flatMap(wave -> wave.members().stream())
                .map(FleetView.Member::conflicts)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static FleetView.Counts counts(List<FleetMember> members) {
        return new FleetView.Counts(
                members.size(),
                count(members, Progress.PENDING),
                count(members, Progress.UNDER_WAY),
                count(members, Progress.COMPLETED),
                count(members, Progress.ROLLED_BACK),
                count(members, Progress.FAILED),
                count(members, Progress.NEEDS_OPERATOR));
    }

    private static int count(List<FleetMember> members, Progress progress) {
        return (int)
                members.stream().filter(member -> member.progress() == progress).count();
    }

    private static List<MigrationId> migrations(List<FleetMember> members, Progress progress) {
        return members.stream()
                .filter(member -> member.progress() == progress)
                .map(FleetMember::migration)
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable String waitingFor(@Nullable VersionedState read, @Nullable String held) {
        return read != null && read.state() instanceof SagaState.Submitted submitted
                ? migrations.waitsFor(submitted).orElse(null)
                : held;
    }

    private static @Nullable Long conflicts(FleetMember member, Map<MigrationId, Long> conflictsOf) {
        return member.progress() == Progress.ROLLED_BACK
                ? conflictsOf.getOrDefault(Objects.requireNonNull(member.migration()), 0L)
                : null;
    }

    private FleetView.Member item(
            FleetMember member, @Nullable String waitingFor, boolean isExplained, @Nullable Long conflicts) {
        MigrationId migration = member.migration();
        return new FleetView.Member(
                member.target(),
                migration,
                member.state(),
                member.adopted(),
                waitingFor,
                migration != null && isExplained ? failure(migration) : null,
                conflicts,
                member.finding());
    }

    private @Nullable String failure(MigrationId migration) {
        return migrations.view(migration).stream()
                .flatMap(view -> view.steps().stream())
                .filter(step -> step.failure() != null)
                .map(FleetViews::failure)
                .findFirst()
                .orElse(null);
    }

    private static String failure(StepView step) {
        return "step %s: %s"
                .formatted(step.id(), Objects.requireNonNull(step.failure()).message());
    }
}
