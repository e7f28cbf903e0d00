package dev.lockstep.example.state;

import dev.lockstep.example.http.UnreadableData;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a user's state. */
final class StateJson {

    static final String SCHEMA_VERSION = "schemaVersion";
    static final String FEATURES = "v2_features";
    static final int OLD_VERSION = 1;
    static final int NEW_VERSION = 2;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StateJson() {}

    /** Returns the object, or empty if the text is no JSON object. */
    static Optional<ObjectNode> parse(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException ignored) {
            return Optional.empty(); // The caller names the key.
        }
    }

    static ObjectNode read(String key, String text) {
        return parse(text).orElseThrow(() -> new UnreadableData("the value of key " + key + " is not a JSON object"));
    }

    static int version(ObjectNode state) {
        return state.path(SCHEMA_VERSION).asInt(OLD_VERSION);
    }

    /** Returns the state in the new form, as the migration would write it. */
    static String inNewForm(ObjectNode state) {
        ObjectNode result = state.deepCopy();
        if (!result.has(FEATURES)) {
            result.putObject(FEATURES)
                    .put("enhancedTracking", true)
                    .put("aiInsights", true)
                    .put("socialFeatures", false);
        }
        result.put(SCHEMA_VERSION, NEW_VERSION);
        return MAPPER.writeValueAsString(result);
    }
}
