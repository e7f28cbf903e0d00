package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.plan.PostedFleet;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Starts fleets. */
final class FleetStart {
    private static final int MAX_CONFLICTS = 100;
    private final JdbcFleets stored;
    private final String environment;
    private final JdbcQueue queue;
    private final Transactions transactions;
    private final AuditTrail audit;
    private final WakeUp wakeUp;

    /** @param wakeUp signalled when a fleet has started */
    FleetStart(
            JdbcFleets stored,
            String environment,
            JdbcQueue queue,
            Transactions transactions,
            AuditTrail audit,
            WakeUp wakeUp) {
        this.stored = stored;
        this.environment = environment;
        this.queue = queue;
        this.transactions = transactions;
        this.audit = audit;
        this.wakeUp = wakeUp;
    }

    /**
     * The fleet of a request.
     *
     * @param isNew whether the request has started it
     */
    record Started(Fleet fleet, boolean isNew) {}

    /**
     * Starts a fleet. A repeated request with the same key gets the fleet that the first one has started, and so does one
     * with the same plan while the fleet is open.
     *
     * @throws ApiException if another fleet of this name is open, or a migration of another plan has the name of one of
     *     its migrations
     */
    Started start(Caller caller, PostedFleet posted, @Nullable String key) {
        Plan plan = posted.posted().plan();
        JdbcFleets.RequestKey requestKey = new JdbcFleets.RequestKey(caller.id(), key);
        return transactions.run(() -> {
            queue.lock();
            return earlier(plan, requestKey)
                    .map(found -> new Started(found, false))
                    .orElseGet(() -> new Started(startNew(caller, plan, posted.members(), requestKey), true));
        });
    }

    private Optional<Fleet> earlier(Plan plan, JdbcFleets.RequestKey key) {
        Checksum checksum = Checksum.of(plan);
        Optional<Fleet> keyed = key.key() == null ? Optional.empty() : stored.find(key);
        keyed.filter(found -> !found.checksum().equals(checksum)).ifPresent(found -> {
            throw ApiException.of(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "the Idempotency-Key was used before for fleet %d, which has another plan; use a new key"
                            .formatted(found.id()));
        });
        return keyed.or(() -> open(plan.name(), checksum));
    }

    private Optional<Fleet> open(PlanName name, Checksum checksum) {
        Optional<Fleet> open = stored.findOpen(name);
        open.filter(found -> !found.checksum().equals(checksum)).ifPresent(found -> {
            throw ApiException.of(
                    ProblemType.FLEET_NOT_ALLOWED,
                    "fleet %d of the plan name \"%s\" is %s, and has a different plan; choose another name, or stop it"
                            .formatted(found.id(), name, found.state()));
        });
        return open;
    }

    private Fleet startNew(Caller caller, Plan plan, List<TargetName> members, JdbcFleets.RequestKey key) {
        requireFreeNames(caller, plan, members);
        Fleet started = stored.insert(plan, environment, members, caller.actor(), key);
        audit.accepted(caller.sender(), HttpStatus.ACCEPTED.value(), started.subject(), null);
        AfterCommit.run(wakeUp::signal);
        return started;
    }

    // A migration of the same plan, by an earlier fleet, is taken over.
    private void requireFreeNames(Caller caller, Plan plan, List<TargetName> members) {
        Map<PlanName, TargetName> byName =
                members.stream().collect(Collectors.toMap(member -> Fleet.nameOf(plan, member), Function.identity()));
        List<ErrorDetail> conflicts = stored.active(List.copyOf(byName.keySet())).stream()
                .filter(active -> !isMigrationOf(
                        plan, Objects.requireNonNull(byName.get(active.plan().name())), active.plan()))
                .limit(MAX_CONFLICTS)
                .map(active -> conflict(caller, active))
                .toList();
        if (!conflicts.isEmpty()) {
            throw ApiException.of(
                    ProblemType.FLEET_NOT_ALLOWED,
                    "%d migrations with other plans have names of migrations of this fleet".formatted(conflicts.size()),
                    conflicts);
        }
    }

    private static boolean isMigrationOf(Plan plan, TargetName member, Plan active) {
        return Fleet.withoutLabel(active).equals(Fleet.planOf(plan, member));
    }

    private static ErrorDetail conflict(Caller caller, JdbcFleets.Active active) {
        boolean isVisible = caller.may(
                Permission.VIEW,
                active.plan().spec().targets(),
                active.plan().metadata().labels());
        return ErrorDetail.of(
                "/metadata/name",
                isVisible
                        ? "the name \"%s\" is in use by migration %s, which has a different plan"
                                .formatted(active.plan().name(), active.migration())
                        : "the name \"%s\" is in use".formatted(active.plan().name()),
                "choose another plan name");
    }
}
