package dev.lockstep.mongo.operation;

import dev.lockstep.contract.protocol.StepFailure;

/** What came of reading an operation. */
sealed interface UpdateReading permits ParsedUpdate, UpdateReading.Refused {
    /** It can never be applied, wherever and whenever. */
    record Refused(StepFailure failure) implements UpdateReading {}
}
