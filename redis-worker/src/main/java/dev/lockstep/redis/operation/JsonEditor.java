package dev.lockstep.redis.operation;

import dev.lockstep.contract.json.JsonErrorText;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.JsonEdit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Edits JSON values. Members that the edit does not name keep their value, their position and the digits of numbers.
 */
final class JsonEditor {
    // A JSON value needs up to about 200 bytes of memory, however short its text is.
    private static final int MAX_VALUES = 250_000;
    // A shorter text cannot have so many values.
    private static final int MAX_UNCOUNTED_BYTES = MAX_VALUES;
    private final JsonEdit edit;

    JsonEditor(JsonEdit edit) {
        this.edit = edit;
    }

    JsonEditResult edit(byte[] value) {
        if (!JsonUtf8Check.isUtf8(value)) {
            return new JsonEditResult.Malformed("not JSON in UTF-8");
        }
        try {
            if (value.length > MAX_UNCOUNTED_BYTES && hasTooManyValues(value)) {
                return new JsonEditResult.TooManyValues(MAX_VALUES);
            }
            JsonNode root = LockstepJson.messages().readTree(value);
            if (root.isMissingNode()) {
                return new JsonEditResult.Malformed("empty value");
            }
            if (!isMet(edit.when(), root)) {
                return new JsonEditResult.ConditionNotMet();
            }
            return new JsonEditResult.Edited(LockstepJson.messages().writeValueAsBytes(applyEdits(root)));
        } catch (JacksonException e) {
            return new JsonEditResult.Malformed("not JSON: %s".formatted(JsonErrorText.of(e)));
        } catch (NumberFormatException _outOfRange) {
            return new JsonEditResult.Malformed("a number is out of range");
        } catch (MalformedValue e) {
            return new JsonEditResult.Malformed(e.reason());
        }
    }

    private static boolean hasTooManyValues(byte[] value) {
        try (JsonParser parser = LockstepJson.messages().createParser(value)) {
            int values = 0;
            while (values <= MAX_VALUES && parser.nextToken() != null) {
                values += parser.currentToken().isScalarValue()
                                || parser.currentToken().isStructStart()
                        ? 1
                        : 0;
            }
            return values > MAX_VALUES;
        }
    }

    private static boolean isMet(JsonEdit.@Nullable Condition when, JsonNode root) {
        if (when == null) {
            return true;
        }
        if (when.absent() != null) {
            return root.at(when.absent()).isMissingNode();
        }
        if (when.present() != null) {
            return !root.at(when.present()).isMissingNode();
        }
        return when.equalTo() == null
                || when.equalTo().entrySet().stream().allMatch(expected -> expected.getValue()
                        .equals(JsonEditor::compare, root.at(expected.getKey())));
    }

    // 2 equals 2.0.
    private static int compare(JsonNode expected, JsonNode found) {
        if (expected.isNumber() && found.isNumber()) {
            return expected.decimalValue().compareTo(found.decimalValue());
        }
        return expected.equals(found) ? 0 : 1;
    }

    private JsonNode applyEdits(JsonNode root) {
        JsonTree tree = new JsonTree(root);
        edit.set().forEach(tree::set);
        edit.setIfAbsent().forEach((pointer, value) -> setIfAbsent(tree, pointer, value));
        edit.remove().forEach(tree::remove);
        edit.rename().forEach(rename -> tree.rename(rename.from(), rename.to()));
        return tree.root();
    }

    private static void setIfAbsent(JsonTree tree, JsonPointer pointer, JsonNode value) {
        if (!tree.has(pointer)) {
            tree.set(pointer, value);
        }
    }
}
