package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told about a migration. A notification never holds a migration up.
 *
 * @param endpoint the endpoint that receives the notifications
 * @param on what it is told; the outcome of every round, and every refused rollback, by default
 */
public record PlanNotification(@JsonProperty(required = true) EndpointName endpoint, List<Occasion> on) {
    /** What happens to a migration. */
    public enum Occasion {
        /** Somebody other than the submitter must approve the migration. */
        @JsonProperty("approval-required")
        APPROVAL_REQUIRED,
        @JsonProperty("started")
        STARTED,
        @JsonProperty("rollback-began")
        ROLLBACK_BEGAN,
        @JsonProperty("completed")
        COMPLETED,
        @JsonProperty("rolled-back")
        ROLLED_BACK,
        /** The requested rollback of the completed migration has not started; the migration stays completed. */
        @JsonProperty("rollback-refused")
        ROLLBACK_REFUSED,
        @JsonProperty("needs-operator")
        NEEDS_OPERATOR,
        @JsonProperty("closed-by-operator")
        CLOSED_BY_OPERATOR,
        @JsonProperty("rejected")
        REJECTED,
        @JsonProperty("cancelled")
        CANCELLED
    }

    private static final List<Occasion> OUTCOMES = List.copyOf(EnumSet.range(Occasion.COMPLETED, Occasion.CANCELLED));

    public PlanNotification(EndpointName endpoint, @Nullable List<Occasion> on) {
        if (on != null && on.isEmpty()) {
            throw InvalidValue.in("on", "on is empty", "write at least one occasion, such as completed, or remove on");
        }
        this.endpoint = endpoint;
        this.on = on == null ? OUTCOMES : List.copyOf(EnumSet.copyOf(on));
    }
}
