package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.JsonEdit;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the operation makes of a key, without asking anyone: the same reading always gives the same change. */
final class TransformRules {
    private final RedisTransform operation;
    private final KeyNames names;
    private final @Nullable JsonEditor editor;

    TransformRules(RedisTransform operation) {
        this.operation = operation;
        this.names = new KeyNames(operation.key());
        JsonEdit edit = operation.json();
        this.editor = edit == null ? null : new JsonEditor(edit);
    }

    boolean readsValues() {
        return editor != null;
    }

    /** Absent where there is nothing to change and nothing to leave alone. */
    Optional<Change> of(RedisKey key, Reading reading) {
        if (!names.canMove(key)) {
            return skip(key, Change.Reason.WITHOUT_PREFIX, "does not begin with key.from", new Reading.Unread());
        }
        if (names.destinationOf(key).startsWith(RedisKeyScan.OWN)) {
            return skip(key, Change.Reason.RESERVED, "its destination is reserved", new Reading.Unread());
        }
        return switch (reading) {
            case Reading.Absent _gone -> Optional.empty();
            case Reading.Unread _unread -> Optional.of(new Change.Carry(key));
            case Reading.OtherType(String type) -> skip(key, Change.Reason.NOT_A_STRING, "is a " + type, reading);
            case Reading.Text(byte[] value) -> edited(key, value, reading);
        };
    }

    private Optional<Change> edited(RedisKey key, byte[] value, Reading reading) {
        if (editor == null) {
            return Optional.of(new Change.Carry(key));
        }
        return switch (editor.edit(value)) {
            case Edited.Json(byte[] written) -> Optional.of(new Change.Write(key, value, written));
            case Edited.Malformed(String reason) -> skip(key, Change.Reason.MALFORMED, reason, reading);
            case Edited.Unmet _unmet ->
                switch (operation.otherwise()) {
                    case SKIP -> skip(key, Change.Reason.UNMET, "the condition does not hold", reading);
                    case CARRY -> Optional.of(new Change.Write(key, value, value));
                };
        };
    }

    private static Optional<Change> skip(RedisKey key, Change.Reason reason, String detail, Reading reading) {
        return Optional.of(new Change.Skip(key, reason, detail, reading));
    }
}
