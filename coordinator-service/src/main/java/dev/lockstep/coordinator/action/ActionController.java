package dev.lockstep.coordinator.action;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.DryRunQuery;
import dev.lockstep.coordinator.http.IfMatch;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.status.MigrationAccess;
import dev.lockstep.coordinator.status.MigrationView;
import dev.lockstep.coordinator.status.MigrationViews;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Receives operator actions. */
@RestController
@RequestMapping("/api/v1/migrations/{id}/actions")
@Tag(name = "actions")
class ActionController {
    private final MigrationActions actions;
    private final MigrationViews views;
    private final MigrationAccess access;
    private final ApprovedDryRuns dryRuns;

    ActionController(MigrationActions actions, MigrationViews views, MigrationAccess access, ApprovedDryRuns dryRuns) {
        this.access = access;
        this.actions = actions;
        this.views = views;
        this.dryRuns = dryRuns;
    }

    @PostMapping(
            path = "/{action}",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Perform an operator action on a migration, or find out with dryRun what it would do",
            parameters =
                    @Parameter(
                            name = "dryRun",
                            in = ParameterIn.QUERY,
                            description = "true: find out what the action would do; nothing is changed",
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "The action has started",
                        content = @Content(schema = @Schema(implementation = MigrationView.class))),
                @ApiResponse(
                        responseCode = "200",
                        description = "What the action would do",
                        content = @Content(schema = @Schema(implementation = ActionPreview.class)))
            })
    @Requires({Permission.APPROVE, Permission.CONTRACT, Permission.CANCEL, Permission.ROLL_BACK, Permission.RESOLVE})
    ResponseEntity<?> act(
            Caller caller,
            @PathVariable("id") String id,
            @Parameter(
                            schema =
                                    @Schema(
                                            allowableValues = {
                                                "approve",
                                                "reject",
                                                "contract",
                                                "cancel",
                                                "prioritise",
                                                "pause",
                                                "resume",
                                                "throttle",
                                                "rollback",
                                                "retry",
                                                "skip",
                                                "close"
                                            }))
                    @PathVariable("action")
                    String action,
            @Parameter(required = true, description = "The ETag of the migration, or * for any version")
                    @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
                    @Nullable String ifMatch,
            @RequestBody ActionRequest request,
            HttpServletRequest http) {
        boolean isDryRun = DryRunQuery.isDryRun(http.getQueryString());
        MigrationId migration = access.require(caller, permission(action), id);
        Function<CommandContext, SagaCommand> command =
                request.command(action, () -> dryRuns.find(migration, request.dryRun()));
        Requester requester = new Requester(caller.actor(), request.checkedReason());
        IfMatch expected = IfMatch.of(ifMatch, "migration");
        SagaRequest checked = new SagaRequest(migration, expected.version(), requester, command);
        ActionResult result =
                isDryRun ? actions.preview(action, checked) : actions.perform(action, caller.sender(), checked);
        return switch (result) {
            case ActionResult.Previewed(ActionPreview preview) -> ResponseEntity.ok(preview);
            case ActionResult.Accepted(VersionedState newState) -> accepted(views.view(newState));
            case ActionResult.VersionMismatch(long version) -> throw expected.mismatch(version);
            case ActionResult.Refused(String reason) -> throw ApiException.of(ProblemType.ACTION_NOT_ALLOWED, reason);
            case ActionResult.UnknownMigration _r -> throw RequestParameters.unknownMigration(id);
        };
    }

    private static Permission permission(String action) {
        return switch (action) {
            case "approve", "reject" -> Permission.APPROVE;
            case "cancel", "prioritise", "pause", "resume", "throttle" -> Permission.CANCEL;
            case "contract" -> Permission.CONTRACT;
            case "rollback" -> Permission.ROLL_BACK;
            default -> Permission.RESOLVE;
        };
    }

    private static ResponseEntity<MigrationView> accepted(MigrationView view) {
        return ResponseEntity.accepted().eTag(view.etag()).body(view);
    }
}
