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
 * The mapper for messages, journal rows and plans: numbers keep all digits, keys keep their order, and duplicate keys
 * are refused.
 */
public final class LockstepJson {
    private static final int MAX_DEPTH = 200;
    private static final JsonMapper MESSAGES =
            builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final JsonMapper PLANS =
            builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private LockstepJson() {}

    /** For messages and journals: unknown fields are ignored, because a newer writer may add fields. */
    public static JsonMapper messages() {
        return MESSAGES;
    }

    /** For plans: unknown keys are refused, because they are mistakes of the author. */
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
