package dev.lockstep.coordinator.saga;

/**
 * What became of a question to an endpoint.
 *
 * @param passed whether the answer was as expected
 * @param finding the evidence: the last answer, or why there is none
 * @param attempts the number of requests
 */
public record EndpointAnswer(boolean passed, String finding, int attempts) {
    /** The saga needs no answer any more. */
    static EndpointAnswer notAwaited(String reason) {
        return new EndpointAnswer(false, "the answer is not awaited any more: " + reason, 0);
    }
}
