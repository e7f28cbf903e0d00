package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.database.JdbcErrors;
import dev.lockstep.coordinator.fleet.FleetMember.Progress;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import dev.lockstep.coordinator.queue.WaitReasons;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests the rollbacks of the members of fleets, each in a transaction of its own, because a refusal can undo it. */
final class MemberRollbacks {
    /** So many errors often have one cause, so the rest waits for a later pass. */
    private static final int MAX_PROBLEMS = FleetRunner.MAX_UNDER_WAY;

    private static final Logger LOG = LoggerFactory.getLogger(MemberRollbacks.class);
    private final JdbcFleets stored;
    private final JdbcMemberRollbacks requests;
    private final MemberMigrations migrations;
    private final WaitReasons waitReasons;
    private final Transactions transactions;

    MemberRollbacks(
            JdbcFleets stored,
            JdbcMemberRollbacks requests,
            MemberMigrations migrations,
            WaitReasons waitReasons,
            Transactions transactions) {
        this.stored = stored;
        this.requests = requests;
        this.migrations = migrations;
        this.waitReasons = waitReasons;
        this.transactions = transactions;
    }

    /** Why a member could not be rolled back. */
    record Problem(TargetName target, RuntimeException cause) {
        String text() {
            return "%s: %s".formatted(target, Objects.requireNonNullElse(cause.getMessage(), cause.toString()));
        }
    }

    /**
     * Requests what can be requested now for a fleet that is rolled back.
     *
     * <p>Catches all exceptions of each member, so that one does not hold back the others.
     *
     * @return the first problem; empty if there is none
     */
    Optional<Problem> request(Fleet fleet) {
        // A rollback is a start, so a freeze holds it back.
        if (waitReasons.freeze().isPresent()) {
            return Optional.empty();
        }
        RollbackScope scope = Objects.requireNonNull(fleet.rollback());
        List<FleetMember> members = stored.members(fleet.id());
        Set<TargetName> stopped = waitReasons
                .stopped(members.stream().map(FleetMember::target).toList())
                .keySet();
        List<FleetMember> completed = inTurn(
                fleet,
                members.stream()
                        .filter(member -> member.isIn(scope, fleet.wave()))
                        .filter(member -> member.progress() == Progress.COMPLETED && member.finding() == null)
                        .toList());
        List<Problem> problems = new ArrayList<>();
        long free = FleetRunner.free(members);
        for (FleetMember member : completed) {
            if (member.rollbackRequested() && problems.size() < MAX_PROBLEMS) {
                attempt(fleet, member, this::check).ifPresent(problems::add);
                free--;
            }
        }
        for (FleetMember member : completed) {
            if (free > 0
                    && problems.size() < MAX_PROBLEMS
                    && !member.rollbackRequested()
                    && !stopped.contains(member.target())) {
                Optional<Problem> problem = attempt(fleet, member, this::request);
                problem.ifPresent(problems::add);
                free -= problem.isEmpty() ? 1 : 0;
            }
        }
        // The problem that is shown stays while it lasts.
        return problems.stream()
                .min(Comparator.comparing(problem -> !problem.text().equals(fleet.problem())));
    }

    /**
     * The members in the order in which they are tried. After a problem the order is random, so that each is tried
     * although others fail; only the member of the problem that is shown is tried each time.
     */
    private static List<FleetMember> inTurn(Fleet fleet, List<FleetMember> members) {
        String shown = fleet.problem();
        if (shown == null) {
            return members;
        }
        List<FleetMember> ordered = new ArrayList<>(members);
        Collections.shuffle(ordered);
        ordered.sort(Comparator.comparing(member -> !shown.startsWith(member.target() + ": ")));
        return ordered;
    }

    private Optional<Problem> attempt(Fleet fleet, FleetMember member, BiConsumer<Long, FleetMember> work) {
        try {
            work.accept(fleet.id(), member);
            return Optional.empty();
        } catch (RuntimeException e) {
            if (JdbcErrors.isOutage(e)) {
                throw e;
            }
            return Optional.of(new Problem(member.target(), e));
        }
    }

    private void request(long id, FleetMember member) {
        try {
            transactions.run(() -> stored.lockActive(id)
                    .filter(fleet -> fleet.state() == FleetState.ROLLING_BACK && requests.setRequested(id, member))
                    .map(fleet -> {
                        migrations.rollBack(fleet, member).ifPresent(reason -> requests.setFinding(id, member, reason));
                        return fleet;
                    }));
        } catch (TargetsClaimedException e) {
            transactions.run(() -> stored.lockActive(id).map(fleet -> {
                requests.setFinding(id, member, String.valueOf(e.getMessage()));
                return fleet;
            }));
        } catch (ApiException e) {
            if (!isWait(e)) {
                throw e;
            }
            LOG.atDebug()
                    .addKeyValue("fleet", id)
                    .addKeyValue("target", member.target())
                    .setCause(e)
                    .log("A rollback waits for the end of a freeze or of a stop of its target");
        }
    }

    /** Whether a rollback is not refused, but waits for the end of a freeze or of a stop of its target. */
    static boolean isWait(ApiException refusal) {
        return refusal.type() == ProblemType.FROZEN || refusal.type() == ProblemType.TARGET_STOPPED;
    }

    private void check(long id, FleetMember member) {
        // Read without a lock, so that a fleet that only waits takes none.
        if (!migrations.isRollbackRefused(member)) {
            return;
        }
        transactions.run(() -> stored.lockActive(id).map(fleet -> {
            if (migrations.isRollbackRefused(member)) {
                requests.setFinding(id, member, requests.refusal(Objects.requireNonNull(member.migration())));
            }
            return fleet;
        }));
    }
}
