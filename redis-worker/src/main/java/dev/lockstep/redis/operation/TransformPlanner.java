package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.JsonEdit;
import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.unit.InPlaceMapping;
import dev.lockstep.redis.unit.KeyChange;
import dev.lockstep.redis.unit.KeyChange.DestinationRules;
import dev.lockstep.redis.unit.KeyContent;
import dev.lockstep.redis.unit.KeyMapping;
import dev.lockstep.redis.unit.KeyPlanner;
import dev.lockstep.redis.unit.KeyValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plans {@code redis.transform}: renames keys and edits their JSON values. */
final class TransformPlanner implements KeyPlanner {
    // The step adds at most a destination and a pre-image. Each is estimated to be as large as the source.
    private static final int COPIES_PER_KEY = 2;

    private final RedisTransform operation;
    private final @Nullable PrefixMapping prefixMapping;
    private final KeyMapping mapping;
    private final @Nullable JsonEditor editor;
    private final DestinationRules rules;

    TransformPlanner(RedisTransform operation) {
        this.operation = operation;
        KeyRename rename = operation.key();
        this.prefixMapping = rename == null ? null : new PrefixMapping(rename);
        this.mapping = prefixMapping == null ? new InPlaceMapping() : prefixMapping;
        JsonEdit edit = operation.json();
        this.editor = edit == null ? null : new JsonEditor(edit);
        this.rules = new DestinationRules(operation.existing(), operation.source(), operation.ttl());
    }

    @Override
    public String match() {
        return operation.match();
    }

    @Override
    public RedisKey sourcePrefix() {
        KeyRename rename = operation.key();
        return rename == null ? KeyPlanner.super.sourcePrefix() : RedisKey.of(rename.from());
    }

    @Override
    public KeyMapping mapping() {
        return mapping;
    }

    @Override
    public boolean readsValues() {
        return editor != null;
    }

    @Override
    public int copiesPerKey() {
        return COPIES_PER_KEY;
    }

    @Override
    public List<String> notes() {
        return switch (operation.source()) {
            case KEEP -> List.of();
            case DELETE ->
                List.of(
                        "after every step of the plan is applied, the finish moves the sources into the journal, which is not"
                                + " part of these numbers; an undo restores them");
        };
    }

    @Override
    public Optional<KeyChange> plan(RedisKey key, KeyValue value) {
        if (prefixMapping != null && !prefixMapping.canMap(key)) {
            return skip(key, "without-prefix", "does not start with key.from");
        }
        if (mapping.destinationOf(key).isReserved()) {
            return skip(key, "reserved", "the destination would start with lockstep:");
        }
        return switch (value) {
            case KeyValue.Missing _missing -> Optional.empty();
            case KeyValue.NotRead _notRead -> write(key, new KeyContent.AsIs());
            case KeyValue.TooLarge(long bytes) ->
                tooLarge(key, value, "it has %d bytes; the limit is the option max-value-bytes".formatted(bytes));
            case KeyValue.OtherType(String type) -> malformed(key, value, "not-a-string", "is a " + type);
            case KeyValue.Text text -> editor == null ? write(key, new KeyContent.AsIs()) : edit(editor, key, text);
        };
    }

    private Optional<KeyChange> edit(JsonEditor jsonEditor, RedisKey key, KeyValue.Text text) {
        byte[] read = text.value();
        return switch (jsonEditor.edit(read)) {
            case JsonEditResult.Edited(byte[] edited) -> write(key, new KeyContent.Replaced(read, edited));
            case JsonEditResult.Malformed(String reason) -> malformed(key, text, "malformed", reason);
            case JsonEditResult.TooManyValues(int limit) ->
                tooLarge(key, text, "it has more than %d JSON values, which is the limit".formatted(limit));
            case JsonEditResult.ConditionNotMet _notMet ->
                switch (operation.otherwise()) {
                    case SKIP ->
                        Optional.of(new KeyChange.Skip(key, text, "unmet", "the condition json.when does not hold"));
                    case CARRY -> write(key, new KeyContent.Replaced(read, read));
                };
        };
    }

    private Optional<KeyChange> write(RedisKey key, KeyContent content) {
        return Optional.of(
                prefixMapping == null
                        ? new KeyChange.WriteInPlace(key, content, operation.ttl())
                        : new KeyChange.WriteDestination(key, content, rules));
    }

    private static Optional<KeyChange> skip(RedisKey key, String reason, String detail) {
        return Optional.of(new KeyChange.Skip(key, new KeyValue.NotRead(), reason, detail));
    }

    private static Optional<KeyChange> tooLarge(RedisKey key, KeyValue value, String detail) {
        return Optional.of(
                new KeyChange.Fail(key, value, "value-too-large", "its value is too large: %s".formatted(detail)));
    }

    private Optional<KeyChange> malformed(RedisKey key, KeyValue value, String reason, String detail) {
        return Optional.of(
                switch (operation.malformed()) {
                    case SKIP -> new KeyChange.Skip(key, value, reason, detail);
                    case FAIL -> new KeyChange.Fail(key, value, "malformed-value", detail);
                });
    }
}
