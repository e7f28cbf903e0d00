package dev.lockstep.coordinator.downgrade;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.DryRunQuery;
import dev.lockstep.coordinator.http.IdempotencyKeyHeader;
import dev.lockstep.coordinator.http.IfMatch;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.target.RegisteredTargets;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Receives requests for downgrades, and shows, resumes and cancels them. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "downgrades")
class DowngradeController {
    // Each has up to 200 migrations, whose states are read.
    private static final int MAX_PAGE = 50;
    private final DowngradeStart start;
    private final DowngradeActions actions;
    private final JdbcDowngrades stored;
    private final DowngradeViews views;
    private final DowngradeAccess access;
    private final MemberRollbacks rollbacks;
    private final RegisteredTargets targets;

    DowngradeController(
            DowngradeStart start,
            DowngradeActions actions,
            JdbcDowngrades stored,
            DowngradeViews views,
            MemberRollbacks rollbacks,
            RegisteredTargets targets) {
        this.start = start;
        this.actions = actions;
        this.stored = stored;
        this.views = views;
        this.access = new DowngradeAccess(stored, rollbacks);
        this.rollbacks = rollbacks;
        this.targets = targets;
    }

    /**
     * Downgrades, newest first, without their migrations.
     *
     * @param next the value of {@code after} for the next page; absent on the last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<DowngradeView> items, @Nullable String next) {}

    @PostMapping(path = "/targets/{name}/downgrade", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Roll back all migrations after a version or migration of a target, newest first",
            parameters =
                    @Parameter(
                            name = "dryRun",
                            in = ParameterIn.QUERY,
                            description = "true: say what would be rolled back and what prevents it; change nothing",
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "All targets are claimed, and the first rollback starts",
                        content = @Content(schema = @Schema(implementation = DowngradeView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "What the downgrade would do; nothing was changed",
                        content = @Content(schema = @Schema(implementation = DowngradeView.class)))
            })
    @Requires(Permission.ROLL_BACK)
    ResponseEntity<DowngradeView> request(
            Caller caller,
            @PathVariable("name") String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestBody DowngradeRequest request,
            HttpServletRequest http) {
        TargetName target = RequestParameters.target(name);
        caller.require(Permission.ROLL_BACK, target);
        boolean isDryRun = DryRunQuery.isDryRun(http.getQueryString());
        if (targets.find(target).isEmpty()) {
            throw RequestParameters.unknownTarget(name);
        }
        DowngradeRequest.Checked checked = request.checked();
        String key = IdempotencyKeyHeader.checked(idempotencyKey);
        if (isDryRun) {
            return ResponseEntity.ok(views.dryRun(start.plan(caller, target, checked), checked));
        }
        DowngradeView started = views.view(start.start(caller, target, checked, key));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/downgrades/" + started.id()))
                .eTag(started.etag())
                .body(started);
    }

    @GetMapping("/downgrades")
    @Operation(summary = "List downgrades, newest first")
    @Requires(Permission.VIEW)
    Page list(
            Caller caller,
            @RequestParam(name = "limit", defaultValue = "50") int limit,
            @Parameter(description = "The value of next from the previous page")
                    @RequestParam(name = "after", required = false)
                    @Nullable String after) {
        int pageSize = RequestParameters.pageSize(limit, MAX_PAGE);
        List<Downgrade> found =
                stored.before(after == null ? Long.MAX_VALUE : RequestParameters.cursor(after), pageSize);
        return new Page(
                found.stream()
                        .map(downgrade -> summary(caller, downgrade))
                        .flatMap(Optional::stream)
                        .toList(),
                found.size() < pageSize ? null : String.valueOf(found.getLast().id()));
    }

    /** Loads the migrations once, for the permission and for the view. */
    private Optional<DowngradeView> summary(Caller caller, Downgrade downgrade) {
        List<MemberRollbacks.Current> members = rollbacks.all(downgrade);
        return DowngradeAccess.may(caller, Permission.VIEW, members)
                ? Optional.of(views.summary(downgrade, members))
                : Optional.empty();
    }

    @GetMapping("/downgrades/{id}")
    @Operation(
            summary = "Show a downgrade with its migrations, and what is rolled back if it has stopped before its end")
    @Requires(Permission.VIEW)
    ResponseEntity<DowngradeView> show(Caller caller, @PathVariable("id") String id) {
        return response(ResponseEntity.ok(), access.require(caller, Permission.VIEW, id));
    }

    @PostMapping(path = "/downgrades/{id}/actions/resume", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Continue a downgrade that has stopped",
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "The downgrade continues",
                            content = @Content(schema = @Schema(implementation = DowngradeView.class))))
    @Requires(Permission.ROLL_BACK)
    ResponseEntity<DowngradeView> resume(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(required = true, description = "The ETag of the downgrade, or * for any version")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable String ifMatch,
            @RequestBody DowngradeActionRequest request) {
        long downgrade = access.require(caller, Permission.ROLL_BACK, id).id();
        return response(
                ResponseEntity.accepted(),
                actions.resume(caller, downgrade, IfMatch.of(ifMatch, "downgrade"), request));
    }

    @PostMapping(path = "/downgrades/{id}/actions/cancel", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "End a downgrade and release its targets; a rollback that runs continues",
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "The downgrade has ended",
                            content = @Content(schema = @Schema(implementation = DowngradeView.class))))
    @Requires(Permission.ROLL_BACK)
    ResponseEntity<DowngradeView> cancel(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(required = true, description = "The ETag of the downgrade, or * for any version")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable String ifMatch,
            @RequestBody DowngradeActionRequest request) {
        long downgrade = access.require(caller, Permission.ROLL_BACK, id).id();
        return response(
                ResponseEntity.accepted(),
                actions.cancel(caller, downgrade, IfMatch.of(ifMatch, "downgrade"), request));
    }

    private ResponseEntity<DowngradeView> response(ResponseEntity.BodyBuilder response, Downgrade downgrade) {
        DowngradeView view = views.view(downgrade);
        return response.eTag(view.etag()).body(view);
    }
}
