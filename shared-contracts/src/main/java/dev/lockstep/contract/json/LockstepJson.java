package dev.lockstep.contract.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * The JSON mappers for messages, journal rows and plans. Both keep all digits of numbers and the order of keys, and
 * refuse duplicate keys.
 */
public final class LockstepJson {
    // Twice the limit of plans, because messages and journal rows nest the values of a plan more deeply.
    private static final int MAX_DEPTH = 200;
    private static final JsonMapper MESSAGES =
            builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final JsonMapper PLANS =
            builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private LockstepJson() {}

    /** The mapper for messages and journal rows. It ignores unknown fields, because newer versions may add fields. */
    public static JsonMapper messages() {
        return MESSAGES;
    }

    /** The mapper for plans. It refuses unknown fields, because they are mistakes of the author. */
    public static JsonMapper plans() {
        return PLANS;
    }

    private static JsonMapper.Builder builder() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        SimpleModule pointers = new SimpleModule().addSerializer(JsonPointer.class, ToStringSerializer.instance);
        return JsonMapper.builder(factory)
                .addModule(pointers)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }
}
