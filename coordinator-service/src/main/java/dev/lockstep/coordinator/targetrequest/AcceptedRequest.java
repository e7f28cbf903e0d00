package dev.lockstep.coordinator.targetrequest;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** The response to a request about a target that was accepted. */
final class AcceptedRequest {
    private AcceptedRequest() {}

    static ResponseEntity<TargetRequestView> response(NewTargetRequests.Result result) {
        TargetRequestView request = result.request();
        return ResponseEntity.status(result.isNew() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .location(URI.create("/api/v1/targets/%s/requests/%d".formatted(request.target(), request.number())))
                .body(request);
    }
}
