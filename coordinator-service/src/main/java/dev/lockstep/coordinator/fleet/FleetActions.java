package dev.lockstep.coordinator.fleet;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.fleet.FleetMember.Progress;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/** Continues, stops and rolls back fleets. */
final class FleetActions {
    private final JdbcFleets stored;
    private final FleetRunner runner;
    private final JdbcQueue queue;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final WakeUp wakeUp;

    /** @param wakeUp signalled when there is something to do for a fleet */
    FleetActions(
            JdbcFleets stored,
            FleetRunner runner,
            JdbcQueue queue,
            Transactions transactions,
            AuditTrail audit,
            WakeUp wakeUp) {
        this.stored = stored;
        this.runner = runner;
        this.queue = queue;
        this.transactions = transactions;
        this.audit = audit;
        this.wakeUp = wakeUp;
    }

    /** The actions that the state of a fleet allows. */
    static List<FleetAction> allowed(FleetState state) {
        return switch (state) {
            case RUNNING -> List.of(FleetAction.STOP, FleetAction.ROLLBACK);
            case WAITING -> List.of(FleetAction.CONTINUE, FleetAction.STOP, FleetAction.ROLLBACK);
            case STOPPING, COMPLETED -> List.of(FleetAction.ROLLBACK);
            case STOPPED, WAVE_ROLLED_BACK -> List.of(FleetAction.CONTINUE, FleetAction.ROLLBACK);
            case ROLLING_BACK -> List.of(FleetAction.STOP);
            case ROLLED_BACK -> List.of();
        };
    }

    /**
     * What an action has done.
     *
     * @param membersBefore the members as they were before it
     */
    record Performed(Fleet before, Fleet after, List<FleetMember> membersBefore) {}

    /**
     * Performs an action:
     *
     * <ul>
     *   <li>continue goes on with the next wave of a fleet that waits, or submits the migrations of a stopped fleet that
     *       have not completed again;
     *   <li>stop submits nothing more, migrations that run continue to their outcome, and during a rollback no further
     *       rollbacks are requested;
     *   <li>rollback stops the fleet and rolls its completed migrations back: those of the wave that has run last, or
     *       all.
     * </ul>
     *
     * @throws ApiException if the state of the fleet does not allow it, another fleet of this name is open, or one of the
     *     migrations to continue with needs an operator
     */
    Performed perform(FleetRequest request) {
        return transactions.run(() -> {
            long id = request.fleet();
            Fleet before = stored.lock(id).orElseThrow(() -> FleetAccess.unknown(String.valueOf(id)));
            request.ifMatch().require(before.version());
            requireAllowed(before, request.action());
            List<FleetMember> members = stored.members(id);
            stored.setActor(id, request.caller().actor(), request.reason());
            change(stored.find(id).orElseThrow(), members, request);
            audit.accepted(request.caller().sender(), HttpStatus.ACCEPTED.value(), before.subject(), request.reason());
            AfterCommit.run(wakeUp::signal);
            return new Performed(before, stored.find(id).orElseThrow(), members);
        });
    }

    private void requireAllowed(Fleet fleet, FleetAction action) {
        if (!allowed(fleet.state()).contains(action)) {
            throw notAllowed(
                    "fleet %d is %s, which does not allow %s".formatted(fleet.id(), fleet.state(), action.label()));
        }
        // A fleet of the same name cannot start before this transaction ends.
        queue.lock();
        stored.findOpen(fleet.plan().name())
                .filter(open -> open.id() != fleet.id())
                .ifPresent(open -> {
                    throw notAllowed("fleet %d has the same plan name and is %s".formatted(open.id(), open.state()));
                });
    }

    private void change(Fleet fleet, List<FleetMember> members, FleetRequest request) {
        String reason = request.reason();
        switch (request.action()) {
            case CONTINUE -> continueFleet(fleet, members);
            case STOP -> runner.stop(fleet, members, null, "stopped: " + reason, reason);
            case ROLLBACK -> {
                stored.clearRollbacks(fleet.id());
                runner.stop(fleet, members, request.scope(), fleet.finding(), reason);
            }
        }
    }

    private void continueFleet(Fleet fleet, List<FleetMember> members) {
        if (fleet.state() == FleetState.WAITING) {
            requireCompleted(fleet, members);
            stored.update(fleet.id(), FleetState.RUNNING, fleet.wave() + 1, null, null);
        } else {
            repeat(fleet, members);
        }
    }

    /** An operator can have rolled back a migration of a wave that has completed. */
    private static void requireCompleted(Fleet fleet, List<FleetMember> members) {
        String others =
                targets(members, member -> member.wave() <= fleet.wave() && member.progress() != Progress.COMPLETED);
        if (!others.isEmpty()) {
            throw notAllowed(
                    "migrations on %s are not completed any more; stop the fleet, then continue it to submit them again"
                            .formatted(others));
        }
    }

    private void repeat(Fleet fleet, List<FleetMember> members) {
        String stuck = targets(members, member -> member.progress() == Progress.NEEDS_OPERATOR);
        if (!stuck.isEmpty()) {
            throw notAllowed(
                    "migrations on %s need an operator; retry, skip or close them, then continue".formatted(stuck));
        }
        stored.clearMigrations(
                fleet.id(), members.stream().filter(FleetMember::isFailed).toList());
        stored.clearRollbacks(fleet.id());
        int wave = members.stream()
                .filter(member -> member.progress() != Progress.COMPLETED)
                .mapToInt(FleetMember::wave)
                .min()
                .orElse(fleet.wave());
        stored.update(fleet.id(), FleetState.RUNNING, wave, null, null);
    }

    private static String targets(List<FleetMember> members, Predicate<FleetMember> filter) {
        return members.stream()
                .filter(filter)
                .map(member -> member.target().value())
                .collect(Collectors.joining(", "));
    }

    private static ApiException notAllowed(String reason) {
        return ApiException.of(ProblemType.FLEET_NOT_ALLOWED, reason);
    }
}
