package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import dev.lockstep.coordinator.http.DryRunQuery;
import dev.lockstep.coordinator.status.TargetAccess;
import dev.lockstep.coordinator.target.TargetRemoval;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Receives requests to forget a target that no worker serves any more. */
@RestController
@RequestMapping(path = "/api/v1/targets/{name}/forget", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "targets")
class ForgetController {
    private final TargetForgetter forgetter;
    private final JdbcTargetResets resets;
    private final TargetAccess access;

    ForgetController(TargetForgetter forgetter, JdbcTargetResets resets, TargetAccess access) {
        this.forgetter = forgetter;
        this.resets = resets;
        this.access = access;
    }

    /**
     * A target that was forgotten.
     *
     * @param dryRun whether it was only checked that it can be forgotten
     * @param workers the workers that have served the target last
     * @param silentSeconds the time since the last message of any of them
     * @param migrations the number of completed migrations that can be rolled back only while a worker serves the target
     *     under this name
     */
    record Forgotten(boolean dryRun, TargetName target, List<String> workers, long silentSeconds, long migrations) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Forget a target that no worker serves; a worker that serves it again registers it again",
            parameters =
                    @Parameter(
                            name = "dryRun",
                            in = ParameterIn.QUERY,
                            description = "true: check whether it is allowed now, and change nothing",
                            schema = @Schema(type = "boolean", defaultValue = "false")))
    @Requires(Permission.MANAGE_TARGETS)
    Forgotten forget(
            Caller caller,
            @PathVariable("name") String name,
            @RequestBody ForgetRequest request,
            HttpServletRequest http) {
        TargetName target =
                access.require(caller, Permission.MANAGE_TARGETS, name).name();
        boolean dryRun = DryRunQuery.isDryRun(http.getQueryString());
        String reason = request.checkedReason();
        long migrations = resets.affected(target);
        TargetRemoval.Workers silent = dryRun ? forgetter.check(target) : forgetter.forget(caller, target, reason);
        return new Forgotten(dryRun, target, silent.names(), silent.silence().toSeconds(), migrations);
    }
}
