package dev.lockstep.contract.plan;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Describes JSON values in messages. */
final class JsonDescription {
    private JsonDescription() {}

    /** The type with its article, such as "an array". */
    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case NULL -> "null";
            default -> "a " + value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
