package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.status.TargetAccess;
import dev.lockstep.coordinator.target.TargetView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Starts checks for drift, shows the newest one, and acknowledges what it has found. */
@RestController
@RequestMapping(path = "/api/v1/targets/{name}/drift", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class DriftController {
    private final DriftChecks checks;
    private final JdbcTargetRequests requests;
    private final TargetAccess access;
    private final Clock clock;

    DriftController(DriftChecks checks, JdbcTargetRequests requests, TargetAccess access, Clock clock) {
        this.checks = checks;
        this.requests = requests;
        this.access = access;
        this.clock = clock;
    }

    @PostMapping
    @Operation(
            summary = "Compare a target with what its migrations have left",
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "The check is requested; read the request until its state is final",
                        content = @Content(schema = @Schema(implementation = TargetRequestView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "A check is under way already",
                        content = @Content(schema = @Schema(implementation = TargetRequestView.class)))
            })
    @Requires(Permission.INSPECT)
    ResponseEntity<TargetRequestView> request(Caller caller, @PathVariable("name") String name) {
        TargetView target = access.require(caller, Permission.INSPECT, name);
        return AcceptedRequest.response(checks.request(caller, target));
    }

    @GetMapping
    @Operation(summary = "Show the newest check of a target for drift, and whether it stops the target")
    @Requires(Permission.VIEW)
    DriftView newest(Caller caller, @PathVariable("name") String name) {
        TargetName target = access.require(caller, Permission.VIEW, name).name();
        TargetRequestView answered = requests.newest(target, RequestKind.DRIFT, TargetRequestState.ANSWERED)
                .orElseThrow(() -> ApiException.of(
                        ProblemType.UNKNOWN_TARGET_REQUEST,
                        "target \"%s\" was not checked for drift yet".formatted(target)));
        Instant at = Objects.requireNonNull(answered.answeredAt());
        Integer stoppedBy = checks.stoppedBy(target).orElse(null);
        return new DriftView(
                target,
                answered.number(),
                at,
                Math.max(0, Duration.between(at, clock.instant()).toSeconds()),
                Objects.requireNonNull(answered.drift()),
                stoppedBy != null,
                stoppedBy,
                checks.acknowledgement(target).orElse(null),
                requests.newest(target, RequestKind.DRIFT, TargetRequestState.REQUESTED)
                        .map(TargetRequestView::number)
                        .orElse(null));
    }

    @PostMapping(path = "/acknowledge", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Accept the differences of a check, so that migrations start on the target again")
    @Requires(Permission.ACKNOWLEDGE_DRIFT)
    DriftAcknowledgement acknowledge(
            Caller caller, @PathVariable("name") String name, @RequestBody DriftAcknowledgeRequest request) {
        TargetName target =
                access.require(caller, Permission.ACKNOWLEDGE_DRIFT, name).name();
        return checks.acknowledge(caller, target, request.checked());
    }
}
