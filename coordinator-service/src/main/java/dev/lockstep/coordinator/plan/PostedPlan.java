package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.http.ErrorDetail;
import java.util.List;

/** A valid plan as a client posted it. */
public final class PostedPlan {
    private final byte[] body;
    private final Plan plan;
    private final PlanText text;

    PostedPlan(byte[] body, Plan plan, PlanText text) {
        this.body = body.clone();
        this.plan = plan;
        this.text = text;
    }

    public Plan plan() {
        return plan;
    }

    /** The bytes of the request's body. */
    public byte[] body() {
        return body.clone();
    }

    /** The differences from an existing plan, with their positions in the posted text. */
    public List<ErrorDetail> differencesFrom(Plan existing) {
        return PlanComparison.between(existing, plan).stream()
                .map(text::locate)
                .map(text::error)
                .toList();
    }
}
