package dev.lockstep.worker;

import dev.lockstep.contract.protocol.RehearsalResult;

/** Truncates the result of a rehearsal for one report. */
final class RehearsalTruncation {
    private RehearsalTruncation() {}

    static RehearsalResult ofResult(RehearsalResult result) {
        return new RehearsalResult(
                Truncation.ofValue(result.copy()),
                result.units(),
                result.complete(),
                result.digest(),
                result.milliseconds(),
                result.steps().stream().limit(RehearsalResult.MAX_STEPS).toList(),
                Truncation.ofNotes(result.notes()));
    }
}
