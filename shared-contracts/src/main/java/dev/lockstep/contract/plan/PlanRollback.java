package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gates of the rollback of a completed migration. A rollback after a failed step passes none of them.
 *
 * @param approval who must agree before; absent if nobody
 * @param maintenance the application that is in maintenance meanwhile; absent if none
 * @param smokeTests requests that are made after the steps are compensated
 */
public record PlanRollback(
        @Nullable PlanApproval approval,
        @Nullable PlanMaintenance maintenance,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PlanSmokeTest> smokeTests) {
    @JsonCreator
    public PlanRollback(
            @Nullable PlanApproval approval,
            @Nullable PlanMaintenance maintenance,
            @Nullable List<PlanSmokeTest> smokeTests) {
        this.approval = approval;
        this.maintenance = maintenance;
        this.smokeTests = PlanSpec.limited("smokeTests", smokeTests);
        if (approval == null && maintenance == null && this.smokeTests.isEmpty()) {
            throw InvalidValue.of(
                    "rollback has no gate", "write approval, maintenance or smokeTests, or remove rollback");
        }
    }
}
