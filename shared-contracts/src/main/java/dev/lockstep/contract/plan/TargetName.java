package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names a database that a worker can reach; it also names the topic that carries the target's commands. */
public record TargetName(@JsonValue String value) {
    private static final NameForm FORM = new NameForm("target name", "-", 63);

    @JsonCreator
    public TargetName {
        FORM.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
