package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * An edit of a JSON value: {@code set}, {@code setIfAbsent}, {@code remove} and {@code rename}, applied in this order.
 * Pointers follow RFC 6901. If the parent of a pointer is missing, the edit fails.
 *
 * @param when the condition of the edit; absent means that every value is edited
 */
public record JsonEdit(
        @Nullable Condition when,
        Map<JsonPointer, JsonNode> set,
        Map<JsonPointer, JsonNode> setIfAbsent,
        List<JsonPointer> remove,
        List<Rename> rename) {

    public JsonEdit(
            @Nullable Condition when,
            @Nullable Map<JsonPointer, JsonNode> set,
            @Nullable Map<JsonPointer, JsonNode> setIfAbsent,
            @Nullable List<JsonPointer> remove,
            @Nullable List<Rename> rename) {
        this.when = when;
        this.set = copy(set);
        this.setIfAbsent = copy(setIfAbsent);
        this.remove = remove == null ? List.of() : List.copyOf(remove);
        this.rename = rename == null ? List.of() : List.copyOf(rename);
    }

    private static Map<JsonPointer, JsonNode> copy(@Nullable Map<JsonPointer, JsonNode> values) {
        Map<JsonPointer, JsonNode> copy = new LinkedHashMap<>();
        if (values != null) {
            values.forEach((pointer, value) -> copy.put(pointer, value.deepCopy()));
        }
        return Collections.unmodifiableMap(copy);
    }

    /** Moves a value to another pointer. */
    public record Rename(
            @JsonProperty(required = true) JsonPointer from, @JsonProperty(required = true) JsonPointer to) {}

    /**
     * A condition of one form.
     *
     * @param absent met if the value has nothing at this pointer
     * @param present met if the value has something at this pointer
     * @param equalTo met if the value has the given value at each of these pointers
     */
    public record Condition(
            @Nullable JsonPointer absent,
            @Nullable JsonPointer present,
            @JsonProperty("equals") @Nullable Map<JsonPointer, JsonNode> equalTo) {
        public Condition {
            int forms = (absent == null ? 0 : 1) + (present == null ? 0 : 1) + (equalTo == null ? 0 : 1);
            if (forms == 0) {
                throw InvalidValue.of(
                        "operation.json.when has none of absent, present and equals",
                        "write one of absent: /a, present: /a or equals: {/a: 1}");
            }
            if (forms > 1) {
                throw InvalidValue.of(
                        "operation.json.when has %d of absent, present and equals; exactly one is expected"
                                .formatted(forms),
                        "keep only one of them");
            }
            equalTo = equalTo == null ? null : copy(equalTo);
        }
    }
}
