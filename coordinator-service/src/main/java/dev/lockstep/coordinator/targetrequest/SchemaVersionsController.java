package dev.lockstep.coordinator.targetrequest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.SchemaVersionsResult;
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
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Starts counts of schema versions, and shows the newest one. */
@RestController
@RequestMapping(path = "/api/v1/targets/{name}/schema-versions", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class SchemaVersionsController {
    private final NewTargetRequests newRequests;
    private final JdbcTargetRequests requests;
    private final TargetAccess access;
    private final Clock clock;

    SchemaVersionsController(
            NewTargetRequests newRequests, JdbcTargetRequests requests, TargetAccess access, Clock clock) {
        this.newRequests = newRequests;
        this.requests = requests;
        this.access = access;
        this.clock = clock;
    }

    /**
     * The newest count.
     *
     * @param request the number of the request that has counted
     * @param ageSeconds seconds since it ended
     * @param pending the number of the request that is counting now; absent if none is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SchemaVersionsView(
            TargetName target,
            int request,
            Instant at,
            long ageSeconds,
            SchemaVersionsResult result,
            @Nullable Integer pending) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Count the units of each schema version on a target",
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "The count is requested; read the request until its state is final",
                        content = @Content(schema = @Schema(implementation = TargetRequestView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "A count is under way already",
                        content = @Content(schema = @Schema(implementation = TargetRequestView.class)))
            })
    @Requires(Permission.INSPECT)
    ResponseEntity<TargetRequestView> request(
            Caller caller, @PathVariable("name") String name, @RequestBody SchemaVersionsRequest request) {
        TargetView target = access.require(caller, Permission.INSPECT, name);
        return AcceptedRequest.response(
                newRequests.request(caller, target, RequestKind.SCHEMA_VERSIONS, request::message));
    }

    @GetMapping
    @Operation(summary = "Show the newest count of schema versions on a target, with its age")
    @Requires(Permission.VIEW)
    SchemaVersionsView newest(Caller caller, @PathVariable("name") String name) {
        TargetName target = access.require(caller, Permission.VIEW, name).name();
        TargetRequestView answered = requests.newest(target, RequestKind.SCHEMA_VERSIONS, TargetRequestState.ANSWERED)
                .orElseThrow(() -> ApiException.of(
                        ProblemType.UNKNOWN_TARGET_REQUEST,
                        "no schema versions of target \"%s\" were counted yet".formatted(target)));
        Instant at = Objects.requireNonNull(answered.answeredAt());
        return new SchemaVersionsView(
                target,
                answered.number(),
                at,
                Math.max(0, Duration.between(at, clock.instant()).toSeconds()),
                Objects.requireNonNull(answered.schemaVersions()),
                requests.newest(target, RequestKind.SCHEMA_VERSIONS, TargetRequestState.REQUESTED)
                        .map(TargetRequestView::number)
                        .orElse(null));
    }
}
