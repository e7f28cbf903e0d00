package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.unawaited.RequestAnswers;

/** Ends erasures. */
final class ErasureAnswers implements RequestAnswers<Report.Succeeded> {
    private final JdbcErasures erasures;

    ErasureAnswers(JdbcErasures erasures) {
        this.erasures = erasures;
    }

    @Override
    public void answered(DispatchNumber dispatch, Report.Succeeded answer) {
        long erased = answer.result().changed();
        if (erased > 0) {
            erasures.succeed(dispatch, erased);
        } else {
            erasures.end(dispatch, ErasureState.NOT_FOUND, "the journal of the step has no values of this unit");
        }
    }

    @Override
    public void failed(DispatchNumber dispatch, String finding) {
        erasures.end(dispatch, ErasureState.FAILED, finding);
    }
}
