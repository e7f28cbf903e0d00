package dev.lockstep.coordinator.unawaited;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;

/**
 * What the end of a request of one kind changes. All methods take part in the current transaction, and change nothing
 * if the request has ended before.
 *
 * @param <A> the report with which a worker answers
 */
public interface RequestAnswers<A extends Report> {
    /** A worker has answered. */
    void answered(DispatchNumber dispatch, A answer);

    /** No further attempt is made. */
    void failed(DispatchNumber dispatch, String finding);
}
