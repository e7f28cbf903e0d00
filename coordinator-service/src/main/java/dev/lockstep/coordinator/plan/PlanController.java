package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.access.Requires;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Validates plans without running them. */
@RestController
@RequestMapping("/api/v1/plans")
@Tag(name = "plans")
class PlanController {
    private final PlanRequests plans;

    PlanController(PlanRequests plans) {
        this.plans = plans;
    }

    /** The response for a valid plan. */
    record ValidPlan(PlanName name, int steps, Checksum checksum) {}

    @PostMapping(
            path = "/validate",
            consumes = {PlanRequests.YAML, PlanRequests.X_YAML, PlanRequests.TEXT_YAML, PlanRequests.JSON},
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Validate a plan without running it",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(mediaType = PlanRequests.YAML, schema = @Schema(type = "string")),
                                @Content(mediaType = PlanRequests.JSON, schema = @Schema(type = "object"))
                            }))
    @Requires(Permission.VALIDATE)
    ValidPlan validate(Caller caller, HttpServletRequest request) throws IOException {
        Plan plan = plans.readForValidation(request, caller);
        return new ValidPlan(plan.name(), plan.spec().steps().size(), Checksum.of(plan));
    }
}
