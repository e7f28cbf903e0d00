package dev.lockstep.coordinator.saga;

/**
 * How far a migration is with its endpoints.
 *
 * @param calls the number of the last question
 * @param inMaintenance whether the application was asked to enter maintenance, and not yet asked to leave it
 * @param passedSmokeTests how many smoke tests of the plan have passed, in their order
 */
public record EndpointProgress(int calls, boolean inMaintenance, int passedSmokeTests) {
    static final EndpointProgress NONE = new EndpointProgress(0, false, 0);

    EndpointProgress withCall(EndpointCall call) {
        return new EndpointProgress(
                call.number(), inMaintenance || call.purpose() == EndpointPurpose.ENTER_MAINTENANCE, passedSmokeTests);
    }

    EndpointProgress withAnswer(EndpointPurpose purpose, boolean passed) {
        return switch (purpose) {
            case ENTER_MAINTENANCE -> this;
            case LEAVE_MAINTENANCE -> new EndpointProgress(calls, false, passedSmokeTests);
            case SMOKE_TEST -> new EndpointProgress(calls, inMaintenance, passedSmokeTests + (passed ? 1 : 0));
        };
    }
}
