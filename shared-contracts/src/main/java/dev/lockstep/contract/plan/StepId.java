package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names a step within its plan; with the migration's id it keys every journal row of that step. */
public record StepId(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

    @JsonCreator
    public StepId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("%s is not a step id: it must match %s".formatted(value, FORM));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
