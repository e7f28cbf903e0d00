package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.DryRunQuery;
import dev.lockstep.coordinator.status.TargetAccess;
import dev.lockstep.coordinator.target.TargetView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Receives requests to remove Lockstep from a target. */
@RestController
@RequestMapping(path = "/api/v1/targets/{name}/uninstall", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class UninstallController {
    private final NewTargetRequests newRequests;
    private final ExclusiveGuard guard;
    private final TargetAccess access;

    UninstallController(NewTargetRequests newRequests, ExclusiveGuard guard, TargetAccess access) {
        this.newRequests = newRequests;
        this.guard = guard;
        this.access = access;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Remove everything of Lockstep from a target; nothing on it can be rolled back afterwards",
            parameters =
                    @Parameter(
                            name = "dryRun",
                            in = ParameterIn.QUERY,
                            description = "true: remove nothing; the answer says what would be removed",
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "It is requested; read the request until its state is final",
                            content = @Content(schema = @Schema(implementation = TargetRequestView.class))))
    @Requires(Permission.MANAGE_TARGETS)
    ResponseEntity<TargetRequestView> request(
            Caller caller,
            @PathVariable("name") String name,
            @RequestBody UninstallRequest request,
            HttpServletRequest http) {
        TargetView target = access.require(caller, Permission.MANAGE_TARGETS, name);
        boolean dryRun = DryRunQuery.isDryRun(http.getQueryString());
        String reason = request.checkedReason();
        requireOneWorker(target);
        return AcceptedRequest.response(newRequests.requestAlone(
                caller,
                target,
                RequestKind.UNINSTALL,
                reason,
                header -> new TargetRequest.Uninstall(header, request.withHistory(), dryRun),
                dryRun ? NewTargetRequests.Guard.NONE : guard));
    }

    /** A second worker would write a new journal as soon as it looks at the target. */
    private static void requireOneWorker(TargetView target) {
        if (target.workers().size() > 1) {
            throw NewTargetRequests.notAllowed(
                    "target \"%s\" has %d workers (%s), and each of them would install Lockstep again; stop all but one, or take the target out of their configuration"
                            .formatted(target.name(), target.workers().size(), String.join(", ", target.workers())));
        }
    }
}
