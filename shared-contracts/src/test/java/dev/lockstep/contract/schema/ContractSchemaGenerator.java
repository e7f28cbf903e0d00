package dev.lockstep.contract.schema;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.impl.DefinitionKey;
import com.github.victools.jsonschema.generator.naming.SchemaDefinitionNamingStrategy;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import dev.lockstep.contract.plan.ExpiryPolicy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Generates the JSON Schemas of contract types. */
final class ContractSchemaGenerator {
    private static final CustomDefinitionProviderV2 DEFINITIONS = ContractSchemaGenerator::definition;

    private ContractSchemaGenerator() {}

    /** Generates a schema without additional properties, for plans: an unknown field is an error. */
    static JsonNode closed(Class<?> type) {
        return generate(builder().with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT), type);
    }

    /** Generates a schema with additional properties, for messages: newer versions may add fields. */
    static JsonNode open(Class<?> type) {
        return generate(builder(), type);
    }

    private static JsonNode generate(SchemaGeneratorConfigBuilder builder, Class<?> type) {
        return new SchemaGenerator(builder.build()).generateSchema(type);
    }

    private static SchemaGeneratorConfigBuilder builder() {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                .with(Option.STANDARD_FORMATS)
                .with(new JacksonSchemaModule(
                        JacksonOption.RESPECT_JSONPROPERTY_REQUIRED,
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY,
                        JacksonOption.SKIP_SUBTYPE_LOOKUP,
                        JacksonOption.IGNORE_TYPE_INFO_TRANSFORM));
        builder.forTypesInGeneral()
                .withDefinitionNamingStrategy(new EnclosingClassNaming())
                .withSubtypeResolver(ContractSchemaGenerator::subtypesOf)
                .withCustomDefinitionProvider(DEFINITIONS)
                .withTypeAttributeOverride((node, scope, context) -> addTypeId(node, scope.getType()));
        builder.forFields()
                .withRequiredCheck(field -> field.getAnnotationConsideringFieldAndGetter(JsonProperty.class) != null
                        && field.getAnnotationConsideringFieldAndGetter(JsonProperty.class)
                                .required());
        return builder;
    }

    private static @Nullable List<ResolvedType> subtypesOf(ResolvedType declared, SchemaGenerationContext context) {
        List<Class<?>> leaves = leavesOf(declared.getErasedType());
        return leaves.isEmpty() || declared.getErasedType() == ExpiryPolicy.class
                ? null
                : leaves.stream()
                        .map(leaf -> context.getTypeContext().resolveSubtype(declared, leaf))
                        .toList();
    }

    private static void addTypeId(ObjectNode node, ResolvedType type) {
        JsonTypeName name = type.getErasedType().getAnnotation(JsonTypeName.class);
        if (name != null) {
            node.withObject("properties").putObject("type").put("const", name.value());
            node.withArray("required").add("type");
        }
    }

    private static List<Class<?>> leavesOf(Class<?> type) {
        List<Class<?>> leaves = new ArrayList<>();
        if (type.isSealed()) {
            Arrays.stream(type.getPermittedSubclasses()).forEach(permitted -> {
                List<Class<?>> nested = leavesOf(permitted);
                leaves.addAll(nested.isEmpty() ? List.of(permitted) : nested);
            });
        }
        return leaves;
    }

    private static @Nullable CustomDefinition definition(ResolvedType type, SchemaGenerationContext context) {
        ObjectNode node = context.getGeneratorConfig().createObjectNode();
        Class<?> erased = type.getErasedType();
        if (erased == ObjectNode.class) {
            return inline(node.put("type", "object"));
        }
        if (erased == JsonNode.class) {
            return inline(node);
        }
        if (erased == JsonPointer.class) {
            return inline(node.put("type", "string").put("format", "json-pointer"));
        }
        if (erased == ExpiryPolicy.class) {
            return inline(node.put("type", "string"));
        }
        if (hasStringForm(erased)) {
            node.putArray("anyOf")
                    .add(context.getGeneratorConfig().createObjectNode().put("type", "string"))
                    .add(context.createStandardDefinitionReference(type, DEFINITIONS));
            return inline(node);
        }
        return scalarOf(erased).map(scalar -> inline(scalar(node, scalar))).orElse(null);
    }

    /** Whether a record may also be written as a string, which a factory method parses. */
    private static boolean hasStringForm(Class<?> type) {
        return type.isRecord()
                && Arrays.stream(type.getDeclaredMethods())
                        .map(method -> method.getAnnotation(JsonCreator.class))
                        .anyMatch(creator -> creator != null && creator.mode() == JsonCreator.Mode.DELEGATING);
    }

    /** The type of the component that represents the whole record in JSON. */
    private static Optional<Class<?>> scalarOf(Class<?> type) {
        return type.isRecord()
                ? Arrays.stream(type.getRecordComponents())
                        .filter(component -> component.getAccessor().isAnnotationPresent(JsonValue.class))
                        .<Class<?>>map(RecordComponent::getType)
                        .findFirst()
                : Optional.empty();
    }

    private static ObjectNode scalar(ObjectNode node, Class<?> type) {
        if (type == long.class) {
            return node.put("type", "integer");
        }
        node.put("type", "string");
        return type == UUID.class ? node.put("format", "uuid") : node;
    }

    private static CustomDefinition inline(ObjectNode node) {
        return new CustomDefinition(
                node, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.NO);
    }

    /**
     * Names a definition by its class and its enclosing class, because nested names such as {@code Rejected} repeat.
     */
    private static final class EnclosingClassNaming implements SchemaDefinitionNamingStrategy {
        @Override
        public String getDefinitionNameForKey(DefinitionKey key, SchemaGenerationContext context) {
            Class<?> type = key.getType().getErasedType();
            Class<?> owner = type.getEnclosingClass();
            return (owner == null ? "" : owner.getSimpleName() + ".") + type.getSimpleName();
        }

        @Override
        public void adjustDuplicateNames(Map<DefinitionKey, String> duplicates, SchemaGenerationContext context) {
            int index = 0;
            for (Map.Entry<DefinitionKey, String> entry : duplicates.entrySet()) {
                entry.setValue(entry.getValue() + (index == 0 ? "" : "-" + index));
                index++;
            }
        }
    }
}
