package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.PostgresFailures;

/** Tells a statement that the server refuses, which becomes a note, from one that may succeed later. */
final class ScratchStructureFailure {
    private ScratchStructureFailure() {}

    /**
     * The message of a refusal.
     *
     * @throws RuntimeException the failure itself, if it is not a refusal, such as a lost connection
     */
    static String messageOf(RuntimeException thrown) {
        StepFailure failure = PostgresFailures.of(thrown);
        if (failure instanceof StepFailure.Permanent) {
            return failure.message();
        }
        throw thrown;
    }
}
