package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.ScriptCall;
import java.util.List;

/** One call of a script with the changes that it makes, in the order of the script's replies. */
record ChangeCall(ScriptCall call, List<KeyChange> changes) {
    ChangeCall {
        changes = List.copyOf(changes);
    }
}
