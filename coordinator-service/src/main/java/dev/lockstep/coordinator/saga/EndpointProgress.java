package dev.lockstep.coordinator.saga;

import java.util.List;
import java.util.stream.Stream;

/**
 * How far a migration, or the rollback after its completion, is with its endpoints.
 *
 * @param calls the number of the last question
 * @param inMaintenance whether the application was asked to enter maintenance, and not yet asked to leave it
 * @param endedSmokeTests how many smoke tests of the procedure have ended, in their order; the first that fails ends
 *     those of a migration
 * @param failures what the failed smoke tests and a failed request to enter maintenance have found
 */
public record EndpointProgress(
        int calls, boolean inMaintenance, Procedure procedure, int endedSmokeTests, List<String> failures) {
    static final EndpointProgress NONE = new EndpointProgress(0, false, Procedure.MIGRATION, 0, List.of());

    public EndpointProgress {
        failures = List.copyOf(failures);
    }

    /** The start of the rollback of the completed migration. */
    EndpointProgress forRollback() {
        return new EndpointProgress(calls, inMaintenance, Procedure.ROLLBACK, 0, List.of());
    }

    EndpointProgress withCall(EndpointCall call) {
        return new EndpointProgress(
                call.number(),
                inMaintenance || call.purpose() == EndpointPurpose.ENTER_MAINTENANCE,
                procedure,
                endedSmokeTests,
                failures);
    }

    EndpointProgress withAnswer(EndpointCall call, EndpointAnswer answer) {
        return switch (call.purpose()) {
            case ENTER_MAINTENANCE -> withEnd(call, answer, endedSmokeTests);
            case LEAVE_MAINTENANCE -> new EndpointProgress(calls, false, procedure, endedSmokeTests, failures);
            case SMOKE_TEST -> withEnd(call, answer, endedSmokeTests + 1);
        };
    }

    private EndpointProgress withEnd(EndpointCall call, EndpointAnswer answer, int newEndedSmokeTests) {
        List<String> newFailures = answer.passed()
                ? failures
                : Stream.concat(failures.stream(), Stream.of(call.failure(answer)))
                        .toList();
        return new EndpointProgress(calls, inMaintenance, procedure, newEndedSmokeTests, newFailures);
    }
}
