package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names a plan among all plans: at most one migration of a name is under way or completed. */
public record PlanName(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,126}[a-z0-9])?");

    @JsonCreator
    public PlanName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("%s is not a plan name: it must match %s".formatted(value, FORM));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
