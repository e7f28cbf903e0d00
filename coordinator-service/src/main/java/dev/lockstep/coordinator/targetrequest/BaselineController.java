package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetKind;
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

/** Receives requests for baselines. */
@RestController
@RequestMapping(path = "/api/v1/targets/{name}/baseline", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class BaselineController {
    private final NewTargetRequests newRequests;
    private final ExclusiveGuard guard;
    private final TargetAccess access;

    BaselineController(NewTargetRequests newRequests, ExclusiveGuard guard, TargetAccess access) {
        this.newRequests = newRequests;
        this.guard = guard;
        this.access = access;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Mark versions of a target as applied without running them, also those of another tool",
            parameters =
                    @Parameter(
                            name = "dryRun",
                            in = ParameterIn.QUERY,
                            description = "true: write nothing; the answer says what would be marked",
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses =
                    @ApiResponse(
                            responseCode = "202",
                            description = "The baseline is requested; read the request until its state is final",
                            content = @Content(schema = @Schema(implementation = TargetRequestView.class))))
    @Requires(Permission.BASELINE)
    ResponseEntity<TargetRequestView> request(
            Caller caller,
            @PathVariable("name") String name,
            @RequestBody BaselineRequest request,
            HttpServletRequest http) {
        TargetView target = access.require(caller, Permission.BASELINE, name);
        boolean dryRun = DryRunQuery.isDryRun(http.getQueryString());
        BaselineRequest.Checked checked = request.checked();
        if (target.kind() != TargetKind.POSTGRES) {
            throw NewTargetRequests.notAllowed(
                    "target \"%s\" is a database of %s, which has no schema history; its migrations need no baseline"
                            .formatted(target.name(), target.kind()));
        }
        return AcceptedRequest.response(newRequests.requestAlone(
                caller,
                target,
                RequestKind.BASELINE,
                checked.reason(),
                header -> checked.message(header, dryRun),
                dryRun ? NewTargetRequests.Guard.NONE : guard));
    }
}
