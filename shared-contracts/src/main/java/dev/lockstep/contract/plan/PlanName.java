package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names a plan among all plans: at most one migration of a name is under way or completed. */
public record PlanName(@JsonValue String value) {
    private static final NameForm FORM = new NameForm("plan name", "._-", 128);

    @JsonCreator
    public PlanName {
        FORM.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
