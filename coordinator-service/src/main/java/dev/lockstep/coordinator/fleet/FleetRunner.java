package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.FleetFailure;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.database.JdbcErrors;
import dev.lockstep.coordinator.fleet.FleetMember.Progress;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.TargetsClaimedException;
import dev.lockstep.coordinator.queue.WaitReasons;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continues fleets: submits migrations, goes on to the next wave, stops, and rolls back. Everything that it knows is in
 * the database, so any coordinator continues at any time.
 */
final class FleetRunner {
    /** So many migrations of a fleet are under way at the same time. */
    static final int MAX_UNDER_WAY = 20;

    private static final Logger LOG = LoggerFactory.getLogger(FleetRunner.class);
    private static final int MAX_NAMED = 5;
    private final JdbcFleets stored;
    private final MemberMigrations migrations;
    private final WaitReasons waitReasons;
    private final Transactions transactions;

    FleetRunner(JdbcFleets stored, MemberMigrations migrations, WaitReasons waitReasons, Transactions transactions) {
        this.stored = stored;
        this.migrations = migrations;
        this.waitReasons = waitReasons;
        this.transactions = transactions;
    }

    /**
     * Does what can be done for a fleet now, unless another coordinator does it.
     *
     * <p>Catches all exceptions at this boundary, so that one fleet does not delay the others.
     */
    void advance(long id) {
        try {
            boolean isChanged = true;
            while (isChanged) {
                isChanged = transactions.run(
                        () -> stored.lockActive(id).map(this::move).orElse(false));
            }
            rollBackMembers(id);
        } catch (RuntimeException e) {
            if (JdbcErrors.isOutage(e)) {
                throw e;
            }
            LOG.atError().addKeyValue("fleet", id).setCause(e).log("Could not continue a fleet; it is tried again");
        }
    }

    /** Returns whether the state has changed, so that there can be more to do. */
    private boolean move(Fleet fleet) {
        List<FleetMember> members = stored.members(fleet.id());
        return switch (fleet.state()) {
            case RUNNING -> run(fleet, members);
            case STOPPING -> endStopping(fleet, members);
            case ROLLING_BACK -> endRollback(fleet, members);
            case WAITING, STOPPED, COMPLETED, WAVE_ROLLED_BACK, ROLLED_BACK -> false;
        };
    }

    private boolean run(Fleet fleet, List<FleetMember> members) {
        List<FleetMember> wave =
                members.stream().filter(member -> member.wave() == fleet.wave()).toList();
        List<FleetMember> failed = wave.stream().filter(FleetMember::isFailed).toList();
        if (!failed.isEmpty()) {
            return stop(
                    fleet,
                    members,
                    scope(fleet.group().onFailure()),
                    "wave %d: %d of %d members have not completed: %s"
                            .formatted(fleet.wave(), failed.size(), wave.size(), names(failed)));
        }
        if (wave.stream().allMatch(member -> member.progress() == Progress.COMPLETED)) {
            return endWave(fleet, members);
        }
        return submit(fleet, members, wave);
    }

    private static @Nullable RollbackScope scope(FleetFailure onFailure) {
        return switch (onFailure) {
            case STOP -> null;
            case ROLLBACK_WAVE -> RollbackScope.WAVE;
            case ROLLBACK_ALL -> RollbackScope.ALL;
        };
    }

    private boolean endWave(Fleet fleet, List<FleetMember> members) {
        if (fleet.wave() == members.getLast().wave()) {
            return change(fleet, FleetState.COMPLETED, null, null);
        }
        if (fleet.group().confirm()) {
            return change(fleet, FleetState.WAITING, null, null);
        }
        stored.update(fleet.id(), FleetState.RUNNING, fleet.wave() + 1, null, null);
        return true;
    }

    private boolean submit(Fleet fleet, List<FleetMember> members, List<FleetMember> wave) {
        List<FleetMember> next = wave.stream()
                .filter(member -> member.progress() == Progress.PENDING)
                .limit(free(members))
                .toList();
        for (FleetMember member : next) {
            Optional<String> problem = migrations.submit(fleet, member);
            if (problem.isPresent()) {
                return stop(fleet, members, scope(fleet.group().onFailure()), problem.get());
            }
        }
        return false;
    }

    private static long free(List<FleetMember> members) {
        return Math.max(0, MAX_UNDER_WAY - underWay(members));
    }

    private static long underWay(List<FleetMember> members) {
        return members.stream()
                .filter(member -> member.progress() == Progress.UNDER_WAY)
                .count();
    }

    private boolean stop(Fleet fleet, List<FleetMember> members, @Nullable RollbackScope rollback, String finding) {
        return stop(fleet, members, rollback, finding, finding);
    }

    /**
     * Stops a fleet that the current transaction has locked; cancels its migrations that have not started.
     *
     * @param rollback what is rolled back then; null for nothing
     * @param finding why, in the view of the fleet
     * @param reason why, in the timelines of the cancelled migrations
     */
    boolean stop(
            Fleet fleet,
            List<FleetMember> members,
            @Nullable RollbackScope rollback,
            @Nullable String finding,
            String reason) {
        members.stream()
                .filter(member -> !member.adopted() && member.progress() == Progress.UNDER_WAY)
                .forEach(member -> migrations.cancelIfWaiting(fleet, member, reason));
        return change(fleet, FleetState.STOPPING, rollback, finding);
    }

    private boolean endStopping(Fleet fleet, List<FleetMember> members) {
        if (underWay(members) > 0) {
            return false;
        }
        FleetState next = fleet.rollback() == null ? FleetState.STOPPED : FleetState.ROLLING_BACK;
        return change(fleet, next, fleet.rollback(), fleet.finding());
    }

    private boolean change(Fleet fleet, FleetState state, @Nullable RollbackScope rollback, @Nullable String finding) {
        stored.update(fleet.id(), state, fleet.wave(), rollback, finding);
        AfterCommit.run(() -> LOG.atInfo()
                .addKeyValue("fleet", fleet.id())
                .addKeyValue("plan", fleet.plan().name())
                .addKeyValue("state", state)
                .addKeyValue("wave", fleet.wave())
                .addKeyValue("finding", finding)
                .log("Fleet has another state"));
        return true;
    }

    private boolean endRollback(Fleet fleet, List<FleetMember> members) {
        RollbackScope scope = Objects.requireNonNull(fleet.rollback());
        List<FleetMember> concerned = members.stream()
                .filter(member -> member.isIn(scope, fleet.wave()))
                .toList();
        boolean isWorkLeft = concerned.stream()
                .anyMatch(member -> member.progress() == Progress.UNDER_WAY
                        || (member.progress() == Progress.COMPLETED && member.finding() == null));
        if (isWorkLeft) {
            return false;
        }
        List<FleetMember> left =
                concerned.stream().filter(FleetRunner::isLeftApplied).toList();
        if (!left.isEmpty()) {
            String finding = "%d members are not rolled back: %s".formatted(left.size(), names(left));
            String before = fleet.finding() == null ? "" : fleet.finding() + "; ";
            return change(fleet, FleetState.STOPPED, null, before + finding);
        }
        boolean isAll = scope == RollbackScope.ALL || fleet.wave() == 1;
        return change(fleet, isAll ? FleetState.ROLLED_BACK : FleetState.WAVE_ROLLED_BACK, scope, fleet.finding());
    }

    private static boolean isLeftApplied(FleetMember member) {
        return switch (member.progress()) {
            case COMPLETED, NEEDS_OPERATOR, UNDER_WAY -> true;
            case FAILED -> member.state() == MigrationState.CLOSED_BY_OPERATOR;
            case PENDING, ROLLED_BACK -> false;
        };
    }

    /** Requests the rollbacks, each in a transaction of its own, because a refusal can undo the transaction. */
    private void rollBackMembers(long id) {
        Optional<Fleet> fleet = stored.find(id).filter(found -> found.state() == FleetState.ROLLING_BACK);
        // A rollback is a start, so a freeze holds it back.
        if (fleet.isEmpty() || waitReasons.freeze().isPresent()) {
            return;
        }
        RollbackScope scope = Objects.requireNonNull(fleet.get().rollback());
        List<FleetMember> members = stored.members(id);
        Set<TargetName> stopped = waitReasons
                .stopped(members.stream().map(FleetMember::target).toList())
                .keySet();
        List<FleetMember> completed = members.stream()
                .filter(member -> member.isIn(scope, fleet.get().wave()))
                .filter(member -> member.progress() == Progress.COMPLETED && member.finding() == null)
                .toList();
        long waiting = completed.stream().filter(FleetMember::rollbackRequested).count();
        completed.stream().filter(FleetMember::rollbackRequested).forEach(member -> checkRequested(id, member));
        completed.stream()
                .filter(member -> !member.rollbackRequested() && !stopped.contains(member.target()))
                .limit(Math.max(0, free(members) - waiting))
                .forEach(member -> requestRollback(id, member));
    }

    private void requestRollback(long id, FleetMember member) {
        try {
            transactions.run(() -> stored.lockActive(id)
                    .filter(fleet ->
                            fleet.state() == FleetState.ROLLING_BACK && stored.setRollbackRequested(id, member))
                    .map(fleet -> {
                        migrations.rollBack(fleet, member).ifPresent(reason -> stored.setFinding(id, member, reason));
                        return fleet;
                    }));
        } catch (TargetsClaimedException e) {
            transactions.run(() -> stored.lockActive(id).map(fleet -> {
                stored.setFinding(id, member, String.valueOf(e.getMessage()));
                return fleet;
            }));
        } catch (ApiException e) {
            LOG.atDebug()
                    .addKeyValue("fleet", id)
                    .addKeyValue("target", member.target())
                    .setCause(e)
                    .log("A rollback waits for the end of a freeze or of a stop of its target");
        }
    }

    private void checkRequested(long id, FleetMember member) {
        transactions.run(() -> stored.lockActive(id).map(fleet -> {
            if (migrations.isRollbackRefused(member)) {
                stored.setFinding(id, member, stored.refusal(Objects.requireNonNull(member.migration())));
            }
            return fleet;
        }));
    }

    private static String names(List<FleetMember> members) {
        String named = members.stream().limit(MAX_NAMED).map(FleetMember::label).collect(Collectors.joining(", "));
        return members.size() > MAX_NAMED ? named + ", …" : named;
    }
}
