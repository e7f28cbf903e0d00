package dev.lockstep.coordinator.fleet;

import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.fleet.FleetMember.Progress;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.IfMatch;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/** Continues, stops and rolls back fleets. */
final class FleetActions {
    private final JdbcFleets stored;
    private final FleetRunner runner;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final WakeUp wakeUp;

    /** @param wakeUp signalled when there is something to do for a fleet */
    FleetActions(JdbcFleets stored, FleetRunner runner, Transactions transactions, AuditTrail audit, WakeUp wakeUp) {
        this.stored = stored;
        this.runner = runner;
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
     * Goes on with the next wave of a fleet that waits; or submits the migrations of a stopped fleet that have not completed
     * again.
     *
     * @throws ApiException if it neither waits nor has stopped, or one of its migrations needs an operator
     */
    Fleet goOn(Caller caller, long id, IfMatch ifMatch, FleetActionRequest request) {
        return act(caller, id, ifMatch, FleetAction.CONTINUE, request, (fleet, members) -> {
            if (fleet.state() == FleetState.WAITING) {
                stored.update(id, FleetState.RUNNING, fleet.wave() + 1, null, null);
            } else {
                repeat(fleet, members);
            }
        });
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

    /**
     * Submits nothing more; migrations that run continue to their outcome. During a rollback, no further rollbacks are
     * requested.
     *
     * @throws ApiException if nothing is under way
     */
    Fleet stop(Caller caller, long id, IfMatch ifMatch, FleetActionRequest request) {
        String reason = request.checkedReason();
        return act(
                caller,
                id,
                ifMatch,
                FleetAction.STOP,
                request,
                (fleet, members) -> runner.stop(fleet, members, null, "stopped: " + reason, reason));
    }

    /**
     * Stops a fleet and rolls its completed migrations back: those of the wave that has run last, or all.
     *
     * @throws ApiException if there is nothing to roll back
     */
    Fleet rollBack(Caller caller, long id, IfMatch ifMatch, FleetActionRequest request) {
        RollbackScope scope = request.checkedScope();
        String reason = request.checkedReason();
        return act(caller, id, ifMatch, FleetAction.ROLLBACK, request, (fleet, members) -> {
            stored.clearRollbacks(id);
            runner.stop(fleet, members, scope, fleet.finding(), reason);
        });
    }

    private Fleet act(
            Caller caller,
            long id,
            IfMatch ifMatch,
            FleetAction action,
            FleetActionRequest request,
            BiConsumer<Fleet, List<FleetMember>> change) {
        String reason = request.checkedReason();
        return transactions.run(() -> {
            Fleet fleet = stored.lock(id).orElseThrow(() -> FleetAccess.unknown(String.valueOf(id)));
            ifMatch.require(fleet.version());
            if (!allowed(fleet.state()).contains(action)) {
                throw notAllowed(
                        "fleet %d is %s, which does not allow %s".formatted(id, fleet.state(), action.label()));
            }
            stored.findOpen(fleet.plan().name()).filter(open -> open.id() != id).ifPresent(open -> {
                throw notAllowed("fleet %d has the same plan name and is %s".formatted(open.id(), open.state()));
            });
            stored.setActor(id, caller.actor(), reason);
            change.accept(stored.find(id).orElseThrow(), stored.members(id));
            audit.accepted(caller.sender(), HttpStatus.ACCEPTED.value(), fleet.subject(), reason);
            AfterCommit.run(wakeUp::signal);
            return stored.find(id).orElseThrow();
        });
    }

    private static ApiException notAllowed(String reason) {
        return ApiException.of(ProblemType.FLEET_NOT_ALLOWED, reason);
    }
}
