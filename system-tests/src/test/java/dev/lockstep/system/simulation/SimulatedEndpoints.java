package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.EndpointAnswer;
import dev.lockstep.coordinator.saga.EndpointCall;
import dev.lockstep.coordinator.saga.EndpointPurpose;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The endpoints of an application for each migration. They fail at random, and sometimes after they have acted. */
final class SimulatedEndpoints {
    private static final int MAX_ATTEMPTS = 3;
    // A pause lasts for one period of a coordinator, so that actions of operators and late reports arrive meanwhile.
    private static final double PAUSE_PROBABILITY = 0.9;
    private final SimulationRuntime runtime;
    private final Defect defect;
    private final Set<MigrationId> inMaintenance = new LinkedHashSet<>();
    private final Map<MigrationId, Integer> attempts = new HashMap<>();

    SimulatedEndpoints(SimulationRuntime runtime, Defect defect) {
        this.runtime = runtime;
        this.defect = defect;
    }

    boolean isInMaintenance(MigrationId migration) {
        return inMaintenance.contains(migration);
    }

    /** Makes a request, or pauses; empty if a request follows. */
    Optional<EndpointAnswer> ask(MigrationId migration, EndpointCall call) {
        if (runtime.random().chance(PAUSE_PROBABILITY)) {
            return Optional.empty();
        }
        if (runtime.random().chance(0.8)) {
            act(migration, call.purpose());
        }
        int attempt = attempts.merge(migration, 1, Integer::sum);
        boolean passed = isDone(migration, call.purpose()) && runtime.random().chance(0.8);
        if (!passed && attempt < MAX_ATTEMPTS) {
            return Optional.empty();
        }
        attempts.remove(migration);
        return Optional.of(new EndpointAnswer(passed, passed ? "answered 200" : "answered 503", attempt));
    }

    private void act(MigrationId migration, EndpointPurpose purpose) {
        switch (purpose) {
            case ENTER_MAINTENANCE -> inMaintenance.add(migration);
            case LEAVE_MAINTENANCE -> {
                if (defect != Defect.MAINTENANCE_NOT_LEFT) {
                    inMaintenance.remove(migration);
                }
            }
            case SMOKE_TEST -> {}
        }
    }

    private boolean isDone(MigrationId migration, EndpointPurpose purpose) {
        return switch (purpose) {
            case ENTER_MAINTENANCE -> inMaintenance.contains(migration);
            case LEAVE_MAINTENANCE -> !inMaintenance.contains(migration) || defect == Defect.MAINTENANCE_NOT_LEFT;
            case SMOKE_TEST -> true;
        };
    }
}
