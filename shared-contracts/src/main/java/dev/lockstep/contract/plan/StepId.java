package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names a step within its plan; with the migration's id it keys every journal row of that step. */
public record StepId(@JsonValue String value) {
    private static final NameForm FORM = new NameForm("step id", "._-", 128);

    @JsonCreator
    public StepId {
        FORM.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
