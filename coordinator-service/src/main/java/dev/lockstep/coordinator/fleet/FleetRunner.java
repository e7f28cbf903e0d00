package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.FleetFailure;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.database.JdbcErrors;
import dev.lockstep.coordinator.fleet.FleetMember.Progress;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.Transactions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Continues fleets: submits migrations, goes on to the next wave, stops, and rolls back. Everything that it knows is in
 * the database, so any coordinator continues at any time.
 */
final class FleetRunner {
    /** So many migrations of a fleet are under way at the same time. */
    static final int MAX_UNDER_WAY = 20;

    private static final Logger LOG = LoggerFactory.getLogger(FleetRunner.class);
    private static final int MAX_NAMED = 5;
    private static final String NOT_ROLLED_BACK = "not rolled back: ";
    private final JdbcFleets stored;
    private final MemberMigrations migrations;
    private final MemberRollbacks rollbacks;
    private final Transactions transactions;

    FleetRunner(JdbcFleets stored, MemberMigrations migrations, MemberRollbacks rollbacks, Transactions transactions) {
        this.stored = stored;
        this.migrations = migrations;
        this.rollbacks = rollbacks;
        this.transactions = transactions;
    }

    /**
     * Does what can be done for a fleet now, unless another coordinator does it.
     *
     * <p>Catches all exceptions at this boundary, so that one fleet does not delay the others.
     */
    void advance(long id) {
        try {
            Optional<Boolean> changed;
            do {
                changed = transactions.run(() -> stored.lockActive(id).map(this::move));
            } while (changed.orElse(false));
            if (changed.isPresent()) {
                stored.find(id).ifPresent(this::requestRollbacks);
            }
        } catch (RuntimeException e) {
            if (JdbcErrors.isOutage(e)) {
                throw e;
            }
            boolean isNew = transactions.run(
                    () -> stored.setProblem(id, Objects.requireNonNullElse(e.getMessage(), e.toString())));
            log(isNew, id).setCause(e).log("Could not continue a fleet; it is tried again");
        }
    }

    /** At ERROR only once, because the same problem comes back at every tick until its cause is gone. */
    private static LoggingEventBuilder log(boolean isNew, long fleet) {
        return LOG.atLevel(isNew ? Level.ERROR : Level.DEBUG).addKeyValue("fleet", fleet);
    }

    private void requestRollbacks(Fleet fleet) {
        Optional<MemberRollbacks.Problem> found =
                fleet.state() == FleetState.ROLLING_BACK ? rollbacks.request(fleet) : Optional.empty();
        if (found.isEmpty() && fleet.problem() != null) {
            transactions.run(() -> stored.setProblem(fleet.id(), null));
        }
        found.ifPresent(problem -> {
            boolean isNew = transactions.run(() -> stored.setProblem(fleet.id(), problem.text()));
            log(isNew, fleet.id())
                    .addKeyValue("target", problem.target())
                    .setCause(problem.cause())
                    .log("Could not roll back a member of a fleet; it is tried again");
        });
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
        // An operator can have rolled back a migration of an earlier wave.
        List<FleetMember> begun =
                members.stream().filter(member -> member.wave() <= fleet.wave()).toList();
        List<FleetMember> failed = begun.stream().filter(FleetMember::isFailed).toList();
        if (!failed.isEmpty()) {
            return stopFailed(fleet, members, notCompleted(fleet.wave(), begun, failed));
        }
        if (begun.stream().allMatch(member -> member.progress() == Progress.COMPLETED)) {
            return endWave(fleet, members);
        }
        return submit(fleet, members, begun);
    }

    private static String notCompleted(int wave, List<FleetMember> begun, List<FleetMember> failed) {
        if (failed.stream().anyMatch(member -> member.wave() < wave)) {
            return "waves 1 to %d: %d of %d members have not completed: %s"
                    .formatted(wave, failed.size(), begun.size(), names(failed));
        }
        long inWave = begun.stream().filter(member -> member.wave() == wave).count();
        return "wave %d: %d of %d members have not completed: %s".formatted(wave, failed.size(), inWave, names(failed));
    }

    private boolean stopFailed(Fleet fleet, List<FleetMember> members, String finding) {
        // Whoever may view a cancelled migration may not be permitted to view the members that the finding names.
        return stop(fleet, members, scope(fleet.group().onFailure()), finding, "not all members can complete");
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

    private boolean submit(Fleet fleet, List<FleetMember> members, List<FleetMember> begun) {
        List<FleetMember> next = begun.stream()
                .filter(member -> member.progress() == Progress.PENDING)
                .limit(free(members))
                .toList();
        for (FleetMember member : next) {
            Optional<String> problem = migrations.submit(fleet, member);
            if (problem.isPresent()) {
                // Read again, because migrations were submitted a moment ago.
                return stopFailed(fleet, stored.members(fleet.id()), problem.get());
            }
        }
        return false;
    }

    /** How many more migrations of a fleet can be under way. */
    static long free(List<FleetMember> members) {
        return Math.max(0, MAX_UNDER_WAY - underWay(members));
    }

    private static long underWay(List<FleetMember> members) {
        return members.stream()
                .filter(member -> member.progress() == Progress.UNDER_WAY)
                .count();
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
                .log("Fleet state changed"));
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
            return change(fleet, FleetState.STOPPED, null, withLeft(fleet.finding(), left));
        }
        // After a repetition of an earlier wave, members of later waves can be completed.
        boolean isAll = (scope == RollbackScope.ALL || fleet.wave() == 1)
                && members.stream().noneMatch(member -> !member.adopted() && isLeftApplied(member));
        return change(fleet, isAll ? FleetState.ROLLED_BACK : FleetState.WAVE_ROLLED_BACK, scope, fleet.finding());
    }

    /** Adds the members to the cause of a rollback, in the place of those that an earlier rollback has added. */
    private static String withLeft(@Nullable String finding, List<FleetMember> left) {
        String found = "%s%d members: %s".formatted(NOT_ROLLED_BACK, left.size(), names(left));
        int end = finding == null ? 0 : finding.indexOf(NOT_ROLLED_BACK);
        if (finding == null || end == 0) {
            return found;
        }
        return (end < 0 ? finding + "; " : finding.substring(0, end)) + found;
    }

    private static boolean isLeftApplied(FleetMember member) {
        return switch (member.progress()) {
            case COMPLETED, NEEDS_OPERATOR, UNDER_WAY -> true;
            case FAILED -> member.state() == MigrationState.CLOSED_BY_OPERATOR;
            case PENDING, ROLLED_BACK -> false;
        };
    }

    private static String names(List<FleetMember> members) {
        String named = members.stream().limit(MAX_NAMED).map(FleetMember::label).collect(Collectors.joining(", "));
        return members.size() > MAX_NAMED ? named + ", …" : named;
    }
}
