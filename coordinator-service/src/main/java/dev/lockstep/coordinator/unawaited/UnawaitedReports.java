package dev.lockstep.coordinator.unawaited;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Handles the reports on dispatches of one kind for which no saga waits. */
public interface UnawaitedReports {
    /**
     * Handles those of the reports that are of this kind.
     *
     * @param reports final reports for which no saga waits
     * @return the dispatches of this kind
     */
    Set<DispatchNumber> handle(List<Report> reports);

    /** Waits longer for the answers of those of the dispatches that are of this kind: their workers still run. */
    void renew(Collection<DispatchNumber> dispatches);

    /**
     * Ends the dispatch whose command Kafka has rejected permanently, in the current transaction.
     *
     * @return false if the dispatch is not of this kind
     */
    boolean reject(ParkedDispatch parked);
}
