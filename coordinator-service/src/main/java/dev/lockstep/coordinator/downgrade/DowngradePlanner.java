package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.downgrade.JdbcDowngradeSets.Completed;
import dev.lockstep.coordinator.downgrade.JdbcDowngradeSets.Found;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.LinkedMigrations;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.queue.Claimant;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.Decision;
import dev.lockstep.coordinator.saga.LinkedChange;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what a downgrade rolls back, and what prevents it. All methods take part in the current transaction. */
final class DowngradePlanner {
    static final int MAX_MIGRATIONS = 200;
    private static final int MAX_NAMED = 20;
    private static final long BEFORE_ALL = 0;
    // Higher than every number of a migration, as a decision requires.
    private static final DispatchNumber UNUSED_DISPATCH =
            new DispatchNumber(Long.MAX_VALUE - CommandContext.DISPATCH_NUMBERS);

    private final JdbcDowngradeSets sets;
    private final BoundaryFinder boundaries;
    private final JdbcClaims claims;
    private final SagaJournal journal;
    private final SagaDecider decider;

    DowngradePlanner(JdbcDowngradeSets sets, JdbcClaims claims, SagaJournal journal, SagaDecider decider) {
        this.sets = sets;
        this.boundaries = new BoundaryFinder(sets);
        this.claims = claims;
        this.journal = journal;
        this.decider = decider;
    }

    /**
     * Plans a downgrade. The refusals of the plan are found all together.
     *
     * @throws ApiException if the boundary is not found, nothing came later, too much did, or the caller may not roll back
     *     one of the migrations
     */
    DowngradePlan plan(Caller caller, TargetName target, DowngradeRequest.Checked request) {
        Optional<Completed> keeps = boundaries.find(target, request.boundary());
        List<DowngradePlan.Member> members = members(target, keeps);
        if (members.isEmpty()) {
            throw notAllowed(
                    target,
                    request.boundary(),
                    List.of(ErrorDetail.of(
                            "/to",
                            "no migration on the target came later",
                            "nothing is to be done; write an earlier version or migration to roll something back")));
        }
        requirePermission(caller, members);
        SequencedSet<TargetName> targets = new LinkedHashSet<>();
        members.forEach(member -> targets.addAll(member.targets()));
        return new DowngradePlan(
                target,
                keeps.map(Completed::migration).orElse(null),
                members,
                targets,
                refusals(members, targets, request));
    }

    /** The response to a downgrade that cannot run. */
    static ApiException notAllowed(TargetName target, Boundary boundary, List<ErrorDetail> refusals) {
        return ApiException.of(
                ProblemType.DOWNGRADE_NOT_ALLOWED,
                "target \"%s\" cannot be downgraded to %s: %s"
                        .formatted(target, boundary, refusals.getFirst().message()),
                refusals);
    }

    /**
     * Whether the same migrations are still to be rolled back. With the claims on their targets, nothing can change this
     * any more.
     */
    boolean isCurrent(DowngradePlan plan, Boundary boundary) {
        List<MigrationId> now = later(plan.target(), boundaries.find(plan.target(), boundary)).stream()
                .map(Completed::migration)
                .toList();
        return now.equals(
                plan.members().stream().map(DowngradePlan.Member::migration).toList());
    }

    private List<DowngradePlan.Member> members(TargetName target, Optional<Completed> keeps) {
        List<Completed> later = later(target, keeps);
        Map<MigrationId, VersionedState> states =
                journal.readAll(later.stream().map(Completed::migration).toList());
        return later.stream()
                .map(migration -> member(migration, target, Objects.requireNonNull(states.get(migration.migration()))))
                .toList();
    }

    // A migration can be rolled back only after all later ones on each of its targets, and these after later ones on
    // theirs.
    private List<Completed> later(TargetName target, Optional<Completed> keeps) {
        Map<TargetName, Long> behind = new LinkedHashMap<>();
        behind.put(target, keeps.map(Completed::position).orElse(BEFORE_ALL));
        while (true) {
            Found<Completed> later = sets.later(behind, MAX_MIGRATIONS + 1);
            if (!later.isWhole()) {
                throw tooMany(target);
            }
            Map<TargetName, Long> further = new LinkedHashMap<>(behind);
            later.migrations().forEach(migration -> migration
                    .targets()
                    .forEach(touched -> further.merge(touched, migration.position() - 1, Long::min)));
            if (further.equals(behind)) {
                return later.migrations();
            }
            behind.putAll(further);
        }
    }

    private static DowngradePlan.Member member(Completed migration, TargetName target, VersionedState read) {
        return new DowngradePlan.Member(
                migration.migration(),
                migration.position(),
                migration.targets(),
                !migration.targets().contains(target),
                (SagaState.Submitted) read.state());
    }

    /** The response to a boundary after which more migrations came than one downgrade rolls back. */
    static ApiException tooMany(TargetName target) {
        return DowngradeRequest.invalidBoundary(
                "more than %d completed migrations, or %d of any outcome, came later on target \"%s\" and the targets of these migrations"
                        .formatted(MAX_MIGRATIONS, JdbcDowngradeSets.MAX_SCANNED, target),
                "write a later version or migration, and repeat the request when it is reached");
    }

    private static void requirePermission(Caller caller, List<DowngradePlan.Member> members) {
        List<DowngradePlan.Member> forbidden = members.stream()
                .filter(member -> !may(caller, Permission.ROLL_BACK, member))
                .toList();
        if (forbidden.isEmpty()) {
            return;
        }
        List<MigrationId> visible = forbidden.stream()
                .filter(member -> may(caller, Permission.VIEW, member))
                .map(DowngradePlan.Member::migration)
                .toList();
        throw ApiException.of(
                ProblemType.FORBIDDEN,
                "the downgrade rolls back %d migrations that the token does not permit to roll back%s"
                        .formatted(forbidden.size(), visible.isEmpty() ? "" : ": " + named(visible)));
    }

    private static boolean may(Caller caller, Permission permission, DowngradePlan.Member member) {
        Plan plan = member.state().plan();
        return caller.may(permission, plan.spec().targets(), plan.metadata().labels());
    }

    private List<ErrorDetail> refusals(
            List<DowngradePlan.Member> members, SequencedSet<TargetName> targets, DowngradeRequest.Checked request) {
        List<ErrorDetail> refusals = new ArrayList<>();
        refusedBySaga(members).forEach(refusals::add);
        withoutJournals(members).forEach(refusals::add);
        others(members, request).forEach(refusals::add);
        claimed(targets).forEach(refusals::add);
        leftApplied(members).forEach(refusals::add);
        contracts(members).forEach(refusals::add);
        return refusals;
    }

    // Asks the saga itself, so that the reason is that of a refused rollback.
    private Stream<ErrorDetail> refusedBySaga(List<DowngradePlan.Member> members) {
        CommandContext context = new CommandContext(Instant.EPOCH, UNUSED_DISPATCH, Actor.coordinator(), "");
        return members.stream()
                .flatMap(member -> decider.decide(member.state(), new SagaCommand.Rollback(context))
                                instanceof Decision.Refused(String reason)
                        ? Stream.of(ErrorDetail.of(
                                "/to",
                                "migration %s (%s) cannot be rolled back: %s"
                                        .formatted(
                                                member.migration(),
                                                member.state().plan().name(),
                                                reason),
                                "write this migration or a later one"))
                        : Stream.empty());
    }

    /** The refusal of migrations whose journals are purged, or were removed with Lockstep from a target. */
    Stream<ErrorDetail> withoutJournals(List<DowngradePlan.Member> members) {
        List<MigrationId> migrations =
                members.stream().map(DowngradePlan.Member::migration).toList();
        return Stream.concat(
                withoutJournals(
                        sets.purged(migrations),
                        "the journals of migrations %s are purged, so these cannot be rolled back"),
                withoutJournals(
                        sets.reset(migrations),
                        "Lockstep was removed from a target of migrations %s, or the target got a new identity, so these cannot be rolled back"));
    }

    private static Stream<ErrorDetail> withoutJournals(List<MigrationId> found, String message) {
        return found.isEmpty()
                ? Stream.empty()
                : Stream.of(ErrorDetail.of(
                        "/to", message.formatted(named(found)), "write the newest of them or a later migration"));
    }

    private static Stream<ErrorDetail> others(List<DowngradePlan.Member> members, DowngradeRequest.Checked request) {
        List<MigrationId> others = members.stream()
                .filter(DowngradePlan.Member::other)
                .map(DowngradePlan.Member::migration)
                .toList();
        return others.isEmpty() || request.includeOthers()
                ? Stream.empty()
                : Stream.of(ErrorDetail.of(
                        "/includeOthers",
                        "migrations %s have no step on the target, but came later on other targets of its migrations, and must be rolled back before these"
                                .formatted(named(others)),
                        "set includeOthers to true to roll them back too"));
    }

    private Stream<ErrorDetail> claimed(SequencedSet<TargetName> targets) {
        List<Claimant> claimants = claims.claimants(targets);
        return claimants.isEmpty()
                ? Stream.empty()
                : Stream.of(ErrorDetail.of("", Claimant.reason(claimants), "repeat the request then"));
    }

    private Stream<ErrorDetail> leftApplied(List<DowngradePlan.Member> members) {
        Map<TargetName, Long> lowest = new LinkedHashMap<>();
        members.forEach(member -> member.targets().forEach(target -> lowest.put(target, member.position())));
        List<MigrationId> closed = sets.leftApplied(lowest, MAX_NAMED);
        return closed.isEmpty()
                ? Stream.empty()
                : Stream.of(ErrorDetail.of(
                        "",
                        "later migrations %s were closed by an operator with steps left applied on the same targets"
                                .formatted(closed),
                        "submit a plan that reverses these steps and those of the migrations before"));
    }

    // The migration of contract steps can be on other targets than the one whose steps they are.
    private Stream<ErrorDetail> contracts(List<DowngradePlan.Member> members) {
        Set<MigrationId> rolledBack =
                members.stream().map(DowngradePlan.Member::migration).collect(Collectors.toSet());
        List<MigrationId> contracts = members.stream()
                .filter(member -> member.state().submitted().contractPart().isPresent())
                .map(member -> LinkedChange.contractOf(member.migration()))
                .filter(contract -> !rolledBack.contains(contract))
                .toList();
        Map<MigrationId, VersionedState> states = journal.readAll(contracts);
        return contracts.stream()
                .flatMap(contract -> Stream.ofNullable(states.get(contract)))
                .filter(contract -> !LinkedMigrations.permitsRollback(contract.state()))
                .map(contract -> ErrorDetail.of(
                        "",
                        "the contract steps of one of the migrations have begun on other targets, as migration %s"
                                .formatted(contract.migration()),
                        "roll back %s first".formatted(contract.migration())));
    }

    private static String named(List<MigrationId> migrations) {
        List<MigrationId> first = migrations.stream().limit(MAX_NAMED).toList();
        return migrations.size() > MAX_NAMED ? first + " and more" : first.toString();
    }
}
