package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DriftResult.Difference;
import dev.lockstep.contract.protocol.DriftResult.Kind;
import dev.lockstep.coordinator.dispatch.JdbcTargetFences;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.saga.CommandContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops starts on a target whose check has found differences that nobody has acknowledged; otherwise permits them. */
final class DriftOutcomes {
    private static final Logger LOG = LoggerFactory.getLogger(DriftOutcomes.class);
    private final JdbcTargetDrifts drifts;
    private final JdbcTargetFences fences;
    private final JdbcTargetStops stops;

    DriftOutcomes(JdbcTargetDrifts drifts, JdbcTargetFences fences, JdbcTargetStops stops) {
        this.drifts = drifts;
        this.fences = fences;
        this.stops = stops;
    }

    /**
     * Judges a fence that is above the number of the check: a migration has started on the target since, or it is a number
     * that was never given out, because the database of the coordinator is an older copy.
     *
     * @return the result with this difference; empty if a migration has started since
     */
    Optional<DriftResult> judged(DispatchNumber check, DriftResult result) {
        DispatchNumber fence = result.fence();
        if (fence == null || !check.isBelow(fence)) {
            return Optional.of(result);
        }
        DispatchNumber highest = drifts.highestNumber();
        // The check has its block of numbers for itself, and uses only the first.
        boolean isInOwnBlock = fence.value() - check.value() < CommandContext.DISPATCH_NUMBERS;
        if (!isInOwnBlock && !highest.isBelow(fence)) {
            return Optional.empty();
        }
        List<Difference> differences = new ArrayList<>(result.differences());
        differences.add(new Difference(Kind.FENCE, "dispatch numbers", "below " + check, fence.toString()));
        return Optional.of(new DriftResult(result.steps(), result.objects(), differences, result.found() + 1, fence));
    }

    /** Takes part in the transaction that ends the check. */
    void settle(StoredTargetRequest request, DriftResult result) {
        TargetRequestView check = request.view();
        TargetName target = check.target();
        // An acknowledgement of an earlier check, which may be under way, decides whether these differences are new.
        stops.lock();
        if (isAcknowledged(target, result)) {
            accept(target, result, check.number());
            if (stop(target) && !isPartial(target, request.message().header().dispatch(), result)) {
                stops.release(target, TargetStop.Reason.DRIFT);
            }
            return;
        }
        stops.stop(target, TargetStop.Reason.DRIFT, check.number());
        LOG.atWarn()
                .addKeyValue("target", target)
                .addKeyValue("request", check.number())
                .addKeyValue("differences", result.found())
                .addKeyValue("first", result.differences().stream().findFirst().orElse(null))
                .log("Drift found; nothing new starts on the target until it is acknowledged");
    }

    /** Lets later commands name no dispatch that the target has lost. Older workers do not report the fence. */
    void accept(TargetName target, DriftResult result, int check) {
        if (result.fence() != null) {
            fences.lower(target, result.fence(), check);
        }
    }

    /** Whether only identity and fence were compared, so that the stop of an earlier check stays. */
    private boolean isPartial(TargetName target, DispatchNumber check, DriftResult result) {
        DispatchNumber fence = result.fence();
        return (fence != null && check.isBelow(fence)) || drifts.holder(target).isPresent();
    }

    private boolean stop(TargetName target) {
        return stops.find(List.of(target)).stream().anyMatch(stop -> stop.reason() == TargetStop.Reason.DRIFT);
    }

    /** Differences that are not listed count as acknowledged if there were as many before. */
    private boolean isAcknowledged(TargetName target, DriftResult result) {
        if (result.found() == 0) {
            return true;
        }
        return drifts.acknowledgement(target)
                .filter(last -> {
                    Set<Difference> known = new HashSet<>(last.differences());
                    return known.containsAll(result.differences())
                            && (result.found() <= result.differences().size() || result.found() <= last.found());
                })
                .isPresent();
    }
}
