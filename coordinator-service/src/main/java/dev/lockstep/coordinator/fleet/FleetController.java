package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.DryRunQuery;
import dev.lockstep.coordinator.http.IdempotencyKeyHeader;
import dev.lockstep.coordinator.http.IfMatch;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.plan.PlanRequests;
import dev.lockstep.coordinator.plan.PostedFleet;
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
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Receives plans for groups of targets, and shows, continues, stops and rolls back their fleets. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "fleets")
class FleetController {
    private static final int MAX_PAGE = 50;
    private static final String ETAG = "The ETag of the fleet, or * for any version";
    private final PlanRequests plans;
    private final FleetStart start;
    private final FleetActions actions;
    private final FleetPreviews previews;
    private final FleetReports reports;
    private final FleetAccess access;

    FleetController(
            PlanRequests plans,
            FleetStart start,
            FleetActions actions,
            FleetPreviews previews,
            FleetReports reports,
            FleetAccess access) {
        this.plans = plans;
        this.start = start;
        this.actions = actions;
        this.previews = previews;
        this.reports = reports;
        this.access = access;
    }

    /** A request that can be tried. */
    @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @Parameter(
            name = "dryRun",
            in = ParameterIn.QUERY,
            description = "true: find out what the request would do; nothing is changed",
            schema = @Schema(type = "boolean", defaultValue = "false"))
    @interface DryRunParameter {}

    /** An action on a fleet. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @DryRunParameter
    @ApiResponse(
            responseCode = "202",
            description = "The action is accepted",
            content = @Content(schema = @Schema(implementation = FleetView.class)))
    @ApiResponse(
            responseCode = "200",
            description = "What the action would do",
            content = @Content(schema = @Schema(implementation = FleetPreview.class)))
    @interface DryRunAction {}

    @PostMapping(
            path = "/fleets",
            consumes = {PlanRequests.YAML, PlanRequests.X_YAML, PlanRequests.TEXT_YAML, PlanRequests.JSON})
    @Operation(
            summary = "Submit a plan for a group of targets, or find out with dryRun which migrations it would submit",
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
                        description = "The fleet has started",
                        content = @Content(schema = @Schema(implementation = FleetView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "A fleet with this plan is already open; or what the submission would do",
                        content = @Content(schema = @Schema(oneOf = {FleetView.class, FleetPreview.class})))
            })
    @DryRunParameter
    @Requires(Permission.SUBMIT)
    ResponseEntity<?> submit(
            Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            HttpServletRequest request)
            throws IOException {
        boolean isDryRun = DryRunQuery.isDryRun(request.getQueryString());
        String key = IdempotencyKeyHeader.checked(idempotencyKey);
        PostedFleet posted = plans.readFleet(request, caller, Permission.SUBMIT);
        if (isDryRun) {
            return ResponseEntity.ok(previews.ofSubmission(caller, posted, key));
        }
        FleetStart.Started started = start.start(caller, posted, key);
        FleetView view = reports.view(access.visible(caller, started.fleet()));
        return (started.isNew() ? ResponseEntity.accepted() : ResponseEntity.ok())
                .location(URI.create("/api/v1/fleets/" + view.id()))
                .eTag(view.etag())
                .body(view);
    }

    @GetMapping("/fleets")
    @Operation(summary = "List fleets, newest first")
    @Requires(Permission.VIEW)
    FleetReports.Page list(
            Caller caller,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "after", required = false)
                    @Nullable String after) {
        return reports.list(caller, before(after), RequestParameters.pageSize(limit, MAX_PAGE));
    }

    private static long before(@Nullable String after) {
        return after == null ? Long.MAX_VALUE : RequestParameters.cursor(after);
    }

    @GetMapping("/fleets/{id}")
    @Operation(summary = "Show a fleet with its waves, members and their migrations")
    @Requires(Permission.VIEW)
    ResponseEntity<FleetView> show(Caller caller, @PathVariable("id") String id) {
        FleetView view = reports.view(access.requireVisible(caller, id));
        return ResponseEntity.ok().eTag(view.etag()).body(view);
    }

    @GetMapping("/plans/{checksum}/runs")
    @Operation(summary = "Show where a plan for a group of targets has run in this installation, newest first")
    @Requires(Permission.VIEW)
    PlanRuns runs(
            Caller caller,
            @Parameter(description = "The checksum of the plan, as the fleet and the validation show it")
                    @PathVariable("checksum")
                    String checksum,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "after", required = false)
                    @Nullable String after) {
        return reports.runs(caller, checksum(checksum), before(after), RequestParameters.pageSize(limit, MAX_PAGE));
    }

    private static Checksum checksum(String text) {
        try {
            return new Checksum(text);
        } catch (IllegalArgumentException e) {
            throw RequestParameters.invalidQuery(String.valueOf(e.getMessage()));
        }
    }

    @PostMapping(path = "/fleets/{id}/actions/continue", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary =
                    "Go on with the next wave, or submit the migrations of a stopped fleet that have not completed again")
    @DryRunAction
    @Requires(Permission.SUBMIT)
    ResponseEntity<?> continueFleet(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(required = true, description = ETAG)
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable String ifMatch,
            @org.springframework.web.bind.annotation.RequestBody FleetActionRequest request,
            HttpServletRequest http) {
        return act(FleetAction.CONTINUE, caller, id, ifMatch, request, http);
    }

    @PostMapping(path = "/fleets/{id}/actions/stop", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Submit nothing more; migrations that run continue, those that are queued are cancelled")
    @DryRunAction
    @Requires(Permission.CANCEL)
    ResponseEntity<?> stop(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(required = true, description = ETAG)
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable String ifMatch,
            @org.springframework.web.bind.annotation.RequestBody FleetActionRequest request,
            HttpServletRequest http) {
        return act(FleetAction.STOP, caller, id, ifMatch, request, http);
    }

    @PostMapping(path = "/fleets/{id}/actions/rollback", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Stop a fleet and roll back its completed migrations, of the last wave or of all")
    @DryRunAction
    @Requires(Permission.ROLL_BACK)
    ResponseEntity<?> rollBack(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(required = true, description = ETAG)
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable String ifMatch,
            @org.springframework.web.bind.annotation.RequestBody FleetActionRequest request,
            HttpServletRequest http) {
        return act(FleetAction.ROLLBACK, caller, id, ifMatch, request, http);
    }

    private ResponseEntity<?> act(
            FleetAction action,
            Caller caller,
            String id,
            @Nullable String ifMatch,
            FleetActionRequest body,
            HttpServletRequest http) {
        boolean isDryRun = DryRunQuery.isDryRun(http.getQueryString());
        long fleet = access.require(caller, action.permission(), id).id();
        FleetRequest request = FleetRequest.of(caller, fleet, IfMatch.of(ifMatch, "fleet"), action, body);
        if (isDryRun) {
            return ResponseEntity.ok(previews.ofAction(request));
        }
        FleetView view =
                reports.view(access.visible(caller, actions.perform(request).after()));
        return ResponseEntity.accepted().eTag(view.etag()).body(view);
    }
}
