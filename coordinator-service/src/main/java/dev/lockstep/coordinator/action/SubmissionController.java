package dev.lockstep.coordinator.action;

import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.IdempotencyKeyHeader;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.plan.PlanRequests;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.status.MigrationView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Receives plans and starts their migrations. */
@RestController
@RequestMapping("/api/v1/migrations")
@Tag(name = "plans")
class SubmissionController {
    private final PlanRequests plans;
    private final PlanSubmission submission;

    SubmissionController(PlanRequests plans, PlanSubmission submission) {
        this.plans = plans;
        this.submission = submission;
    }

    @PostMapping(
            consumes = {PlanRequests.YAML, PlanRequests.X_YAML, PlanRequests.TEXT_YAML, PlanRequests.JSON},
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Submit a plan, find out with dryRun what it would change, or rehearse it on scratch copies",
            parameters = {
                @Parameter(
                        name = "dryRun",
                        in = ParameterIn.QUERY,
                        description = "true: find out what the plan would change, without a lasting change",
                        schema = @Schema(type = "boolean", defaultValue = "false")),
                @Parameter(
                        name = "rehearse",
                        in = ParameterIn.QUERY,
                        description = "true: apply and undo the plan on scratch copies of its targets; not with dryRun",
                        schema = @Schema(type = "boolean", defaultValue = "false"))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(mediaType = PlanRequests.YAML, schema = @Schema(type = "string")),
                                @Content(mediaType = PlanRequests.JSON, schema = @Schema(type = "object"))
                            }),
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "The migration has started or is queued",
                        content = @Content(schema = @Schema(implementation = MigrationView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "A migration with this plan is already running or completed",
                        content = @Content(schema = @Schema(implementation = MigrationView.class)))
            })
    @Requires(Permission.SUBMIT)
    ResponseEntity<byte[]> submit(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            HttpServletRequest request)
            throws IOException {
        RunMode mode = mode(request.getQueryString());
        StoredResponse response = submission.submit(
                caller,
                plans.read(request, caller, Permission.SUBMIT),
                mode,
                IdempotencyKeyHeader.checked(idempotencyKey));
        return ResponseEntity.status(response.status())
                .location(URI.create("/api/v1/migrations/" + response.migration()))
                .header(HttpHeaders.ETAG, response.etag())
                .contentType(MediaType.APPLICATION_JSON)
                .body(response.body().getBytes(StandardCharsets.UTF_8));
    }

    // A misspelt parameter must not start a migration.
    private static RunMode mode(@Nullable String query) {
        return switch (query) {
            case null -> RunMode.MIGRATION;
            case "dryRun=false", "rehearse=false" -> RunMode.MIGRATION;
            case "dryRun=true" -> RunMode.DRY_RUN;
            case "rehearse=true" -> RunMode.REHEARSAL;
            default ->
                throw ApiException.of(
                        ProblemType.INVALID_QUERY,
                        ("the query is \"%s\", but this request has one parameter only: dryRun=true, dryRun=false,"
                                        + " rehearse=true or rehearse=false; nothing was started")
                                .formatted(query));
        };
    }
}
