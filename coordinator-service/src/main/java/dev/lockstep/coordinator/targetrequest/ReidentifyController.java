package dev.lockstep.coordinator.targetrequest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.DryRunQuery;
import dev.lockstep.coordinator.orchestration.Transactions;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Receives requests for a new identity of a target. */
@RestController
@RequestMapping(path = "/api/v1/targets/{name}/reidentify", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class ReidentifyController {
    private final NewTargetRequests newRequests;
    private final ExclusiveGuard guard;
    private final JdbcTargetResets resets;
    private final Transactions transactions;
    private final TargetAccess access;

    ReidentifyController(
            NewTargetRequests newRequests,
            ExclusiveGuard guard,
            JdbcTargetResets resets,
            Transactions transactions,
            TargetAccess access) {
        this.newRequests = newRequests;
        this.guard = guard;
        this.resets = resets;
        this.transactions = transactions;
        this.access = access;
    }

    /**
     * What a new identity would mean.
     *
     * @param identity the identity that the target has now; absent if the coordinator knows none
     * @param migrations the number of migrations that could no longer be rolled back
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Preview(boolean dryRun, TargetName target, @Nullable TargetIdentity identity, long migrations) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Give a target a new identity, because it is a copy of another database",
            parameters =
                    @Parameter(
                            name = "dryRun",
                            in = ParameterIn.QUERY,
                            description = "true: check whether it is allowed now, and change nothing",
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The dry run: it is allowed now",
                        content = @Content(schema = @Schema(implementation = Preview.class))),
                @ApiResponse(
                        responseCode = "202",
                        description = "It is requested; read the request until its state is final",
                        content = @Content(schema = @Schema(implementation = TargetRequestView.class)))
            })
    @Requires(Permission.MANAGE_TARGETS)
    ResponseEntity<?> request(
            Caller caller,
            @PathVariable("name") String name,
            @RequestBody ReidentifyRequest request,
            HttpServletRequest http) {
        TargetView target = access.require(caller, Permission.MANAGE_TARGETS, name);
        String reason = request.checkedReason();
        if (DryRunQuery.isDryRun(http.getQueryString())) {
            return ResponseEntity.ok(transactions.runAndRollBack(() -> {
                request(caller, target, reason);
                return new Preview(true, target.name(), target.identity(), resets.affected(target.name()));
            }));
        }
        return AcceptedRequest.response(request(caller, target, reason));
    }

    private NewTargetRequests.Result request(Caller caller, TargetView target, String reason) {
        return newRequests.requestAlone(
                caller,
                target,
                RequestKind.REIDENTIFY,
                reason,
                header -> new TargetRequest.Reidentify(header, new TargetIdentity(UUID.randomUUID())),
                guard);
    }
}
