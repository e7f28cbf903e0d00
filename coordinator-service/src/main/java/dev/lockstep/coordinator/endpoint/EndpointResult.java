package dev.lockstep.coordinator.endpoint;

/** What became of one request. */
public sealed interface EndpointResult {
    /** The answer, or why there is none. */
    String finding();

    /** The answer was as expected. */
    record Passed(String finding) implements EndpointResult {}

    /** There was no answer, or another one than expected; a repetition can help. */
    record Failed(String finding) implements EndpointResult {}

    /** The endpoint has refused the request, and a repetition does not help. */
    record Refused(String finding) implements EndpointResult {}
}
