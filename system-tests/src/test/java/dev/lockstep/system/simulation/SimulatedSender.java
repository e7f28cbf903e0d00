package dev.lockstep.system.simulation;

import dev.lockstep.system.simulation.SimulatedDatabase.OutboxRow;
import java.util.List;

/**
 * Sends the messages of a transaction from the memory of its process, right after the commit. A crash loses them; the
 * relay then publishes their rows. Sent rows are marked a little later, so a crash can publish them twice.
 */
final class SimulatedSender {
    private static final int MAX_SEND_MILLIS = 20;
    private static final int MAX_MARK_MILLIS = 400;
    private final SimulationRuntime runtime;
    private final SimulatedDatabase database;
    private final SimulatedRelay relay;

    SimulatedSender(SimulationRuntime runtime, SimulatedDatabase database, SimulatedRelay relay) {
        this.runtime = runtime;
        this.database = database;
        this.relay = relay;
    }

    /** Schedules the messages on the current process. */
    void sendSoon(List<OutboxRow> messages) {
        SimulatedProcess process = runtime.scheduler().current().process();
        messages.forEach(row -> runtime.scheduler()
                .schedule(runtime.random().between(0, MAX_SEND_MILLIS), process, () -> send(row, process)));
    }

    private void send(OutboxRow row, SimulatedProcess process) {
        try {
            if (database.hasAcknowledgedAllBefore(row) && !relay.isRejected(row)) {
                relay.deliver(row);
                runtime.scheduler()
                        .schedule(
                                runtime.random().between(0, MAX_MARK_MILLIS), process, () -> relay.markPublished(row));
            }
        } catch (InjectedFaultException _failed) {
            // The relay publishes the row.
        }
    }
}
