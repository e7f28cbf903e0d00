package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names a database that a worker can reach; it also names the topic that carries the target's commands. */
public record TargetName(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    @JsonCreator
    public TargetName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("%s is not a target name: it must match %s".formatted(value, FORM));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
