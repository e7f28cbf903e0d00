package dev.lockstep.system.simulation;

import java.util.ArrayList;
import java.util.List;

/** The message broker: delivers at least once, and in order within a partition except for redelivered messages. */
final class SimulatedBroker {
    private final SimulationRuntime runtime;
    private final Outage outage;
    private final List<SimulatedPartition<?>> partitions = new ArrayList<>();

    SimulatedBroker(SimulationRuntime runtime) {
        this.runtime = runtime;
        this.outage = new Outage(runtime, Fault.BROKER_OUTAGE);
        runtime.onCrash(() -> partitions.forEach(SimulatedPartition::rebalanceAfterCrash));
    }

    <M> SimulatedPartition<M> createPartition(List<SimulatedProcess> consumers, SimulatedPartition.Handler<M> handler) {
        SimulatedPartition<M> partition = new SimulatedPartition<>(runtime, consumers, handler);
        partitions.add(partition);
        return partition;
    }

    /** Fails during an outage. */
    void ensureAvailable() {
        outage.ensureAvailable();
    }

    void endOutage() {
        outage.end();
    }
}
