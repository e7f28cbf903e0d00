package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.fleet.FleetMember.Progress;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.plan.PostedFleet;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out what requests about fleets would do: performs them in transactions that are rolled back. */
final class FleetPreviews {
    /** The rollbacks of so many members are tried for one request. */
    static final int MAX_TRIED = 100;

    private final JdbcFleets stored;
    private final FleetStart start;
    private final FleetActions actions;
    private final MemberMigrations migrations;
    private final Transactions transactions;

    FleetPreviews(
            JdbcFleets stored,
            FleetStart start,
            FleetActions actions,
            MemberMigrations migrations,
            Transactions transactions) {
        this.stored = stored;
        this.start = start;
        this.actions = actions;
        this.migrations = migrations;
        this.transactions = transactions;
    }

    /** What the submission of a plan would do. */
    FleetPreview ofSubmission(Caller caller, PostedFleet posted, @Nullable String key) {
        return transactions.runAndRollBack(() -> {
            FleetStart.Started started = start.start(caller, posted, key);
            Fleet fleet = started.fleet();
            Long id = started.isNew() ? null : fleet.id();
            Long version = started.isNew() ? null : fleet.version();
            return preview(id, "submit", version, fleet, stored.members(fleet.id()), List.of());
        });
    }

    /** What an action would do. */
    FleetPreview ofAction(FleetRequest request) {
        Tried tried = transactions.runAndRollBack(() -> perform(request));
        return withRollbacks(tried);
    }

    private record Tried(Fleet fleet, FleetPreview preview, List<FleetMember> completed) {}

    private Tried perform(FleetRequest request) {
        FleetActions.Performed done = actions.perform(request);
        Fleet fleet = done.after();
        List<FleetMember> members = stored.members(fleet.id());
        List<TargetName> waited = targets(done.membersBefore(), member -> member.progress() == Progress.UNDER_WAY);
        List<TargetName> cancelled =
                targets(members, member -> member.progress() == Progress.FAILED && waited.contains(member.target()));
        FleetPreview preview =
                preview(fleet.id(), request.action().label(), done.before().version(), fleet, members, cancelled);
        List<FleetMember> completed = members.stream()
                .filter(member -> isRolledBack(fleet, member) && member.progress() == Progress.COMPLETED)
                .toList();
        return new Tried(fleet, preview, completed);
    }

    private FleetPreview preview(
            @Nullable Long id,
            String action,
            @Nullable Long version,
            Fleet fleet,
            List<FleetMember> members,
            List<TargetName> cancelled) {
        List<FleetMember> pending = fleet.state() == FleetState.RUNNING
                ? members.stream()
                        .filter(member -> member.progress() == Progress.PENDING)
                        .toList()
                : List.of();
        return new FleetPreview(
                id,
                action,
                version,
                fleet.state(),
                waves(pending),
                adopted(fleet, pending),
                cancelled,
                targets(members, member -> member.progress() == Progress.UNDER_WAY),
                targets(members, member -> isRolledBack(fleet, member)),
                List.of(),
                List.of(),
                List.of());
    }

    private static List<FleetPreview.Wave> waves(List<FleetMember> pending) {
        Map<Integer, List<TargetName>> byNumber = pending.stream()
                .collect(Collectors.groupingBy(
                        FleetMember::wave, TreeMap::new, Collectors.mapping(FleetMember::target, Collectors.toList())));
        return byNumber.entrySet().stream()
                .map(wave -> new FleetPreview.Wave(wave.getKey(), wave.getValue()))
                .toList();
    }

    private List<TargetName> adopted(Fleet fleet, List<FleetMember> pending) {
        Set<PlanName> names = pending.stream()
                .map(member -> Fleet.nameOf(fleet.plan(), member.target()))
                .collect(Collectors.toSet());
        Set<Plan> active = stored.active(List.copyOf(names)).stream()
                .map(found -> Fleet.withoutLabel(found.plan()))
                .collect(Collectors.toSet());
        return targets(pending, member -> active.contains(Fleet.planOf(fleet.plan(), member.target())));
    }

    private static boolean isRolledBack(Fleet fleet, FleetMember member) {
        RollbackScope scope = fleet.rollback();
        boolean canComplete = member.progress() == Progress.COMPLETED || member.progress() == Progress.UNDER_WAY;
        return scope != null && canComplete && member.isIn(scope, fleet.wave());
    }

    private static List<TargetName> targets(List<FleetMember> members, Predicate<FleetMember> filter) {
        return members.stream().filter(filter).map(FleetMember::target).toList();
    }

    // Each in a transaction of its own, because a refusal can undo the transaction, and none is locked for long.
    private FleetPreview withRollbacks(Tried tried) {
        List<FleetPreview.MemberReason> refused = new ArrayList<>();
        List<FleetPreview.MemberReason> waiting = new ArrayList<>();
        tried.completed().stream().limit(MAX_TRIED).forEach(member -> {
            try {
                transactions
                        .runAndRollBack(() -> migrations.rollBack(tried.fleet(), member))
                        .ifPresent(reason -> refused.add(reason(member, reason)));
            } catch (TargetsClaimedException e) {
                refused.add(reason(member, String.valueOf(e.getMessage())));
            } catch (ApiException e) {
                if (!MemberRollbacks.isWait(e)) {
                    throw e;
                }
                waiting.add(reason(member, String.valueOf(e.getMessage())));
            }
        });
        List<TargetName> untried = tried.completed().stream()
                .skip(MAX_TRIED)
                .map(FleetMember::target)
                .toList();
        return tried.preview().with(List.copyOf(refused), List.copyOf(waiting), untried);
    }

    private static FleetPreview.MemberReason reason(FleetMember member, String reason) {
        return new FleetPreview.MemberReason(member.target(), reason);
    }
}
