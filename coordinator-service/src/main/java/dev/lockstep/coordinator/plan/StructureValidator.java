package dev.lockstep.coordinator.plan;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.InvalidValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Validates a plan against the types of the plan format, and reports every violation. */
final class StructureValidator {
    private final List<PlanViolation> violations = new ArrayList<>();

    List<PlanViolation> validate(JsonNode node, Class<?> type) {
        check(node, type, "");
        return violations;
    }

    private void check(JsonNode node, Type type, String pointer) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            checkArray(node, generic.getActualTypeArguments()[0], pointer);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            checkMap(node, generic.getActualTypeArguments(), pointer);
        } else if (type instanceof Class<?> known && RecordFields.isObject(known)) {
            checkFields(node, RecordFields.of(known), pointer);
        } else if (type instanceof Class<?> known && known.isAnnotationPresent(JsonTypeInfo.class)) {
            checkSealed(node, known, pointer);
        } else {
            ValueValidator.validate(node, type, pointer).ifPresent(violations::add);
        }
    }

    private void checkArray(JsonNode node, Type element, String pointer) {
        if (!node.isArray()) {
            violations.add(ValueValidator.mismatch(
                    node,
                    pointer,
                    "an array",
                    "write the elements in brackets, or each on a line that starts with \"- \""));
            return;
        }
        for (int index = 0; index < node.size(); index++) {
            check(node.get(index), element, Pointer.of(pointer, index));
        }
    }

    private void checkMap(JsonNode node, Type[] types, String pointer) {
        if (isNotObject(node, pointer)) {
            return;
        }
        node.properties().forEach(member -> {
            String at = Pointer.of(pointer, member.getKey());
            ValueValidator.validate(JsonNodeFactory.instance.stringNode(member.getKey()), types[0], at)
                    .ifPresent(violations::add);
            check(member.getValue(), types[1], at);
        });
    }

    private boolean isNotObject(JsonNode node, String pointer) {
        if (!node.isObject()) {
            violations.add(ValueValidator.mismatch(
                    node, pointer, "an object", "write an object such as {\"name\": \"value\"}"));
        }
        return !node.isObject();
    }

    private void checkFields(JsonNode node, RecordFields fields, String pointer) {
        if (node.isString() && fields.hasStringForm()) {
            checkWhole(node, fields, pointer);
            return;
        }
        if (!node.isObject()) {
            violations.add(ValueValidator.mismatch(
                    node,
                    pointer,
                    "an object",
                    "write an object with the fields %s".formatted(String.join(", ", fields.names()))));
            return;
        }
        int before = violations.size();
        node.propertyNames().stream()
                .filter(name -> !fields.has(name))
                .forEach(name -> add(
                        Pointer.of(pointer, name),
                        "the field \"%s\" is unknown".formatted(name),
                        fields.hintFor(name)));
        for (RecordFields.Field field : fields.fields()) {
            checkField(node.get(field.name()), field, pointer);
        }
        if (violations.size() == before) {
            checkWhole(node, fields, pointer);
        }
    }

    private void checkField(@Nullable JsonNode value, RecordFields.Field field, String pointer) {
        if (value != null && !value.isNull()) {
            check(value, field.type(), Pointer.of(pointer, field.name()));
        } else if (field.required()) {
            add(
                    pointer,
                    "%s has no field \"%s\"".formatted(Pointer.label(pointer), field.name()),
                    "add %s with %s as its value".formatted(field.name(), valueOf(field.type())));
        }
    }

    private static String valueOf(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? "an array" : "an object";
        }
        boolean isObject = type instanceof Class<?> known
                && (known == ObjectNode.class
                        || RecordFields.isObject(known)
                        || known.isAnnotationPresent(JsonTypeInfo.class));
        return isObject ? "an object" : type == JsonNode.class ? "a value" : "a string";
    }

    // The constructor of a record checks the rules between its fields.
    private void checkWhole(JsonNode node, RecordFields fields, String pointer) {
        try {
            LockstepJson.plans().treeToValue(node, fields.type());
        } catch (JacksonException e) {
            String field =
                    ValueValidator.invalidValue(e).map(InvalidValue::field).orElse(null);
            String at = field == null ? pointer : Pointer.of(pointer, field);
            add(at, ValueValidator.message(e, pointer), ValueValidator.hint(e));
        }
    }

    private void checkSealed(JsonNode node, Class<?> type, String pointer) {
        if (isNotObject(node, pointer)) {
            return;
        }
        JsonTypeInfo typeInfo = type.getAnnotation(JsonTypeInfo.class);
        if (typeInfo.use() == JsonTypeInfo.Id.NAME) {
            checkNamed(node, members(type), typeInfo.property(), pointer);
        } else {
            checkFields(node, RecordFields.of(closest(node, members(type))), pointer);
        }
    }

    private void checkNamed(JsonNode node, List<Class<?>> members, String property, String pointer) {
        SequencedMap<String, Class<?>> byName = new TreeMap<>();
        members.forEach(
                member -> byName.put(member.getAnnotation(JsonTypeName.class).value(), member));
        String names = String.join(", ", byName.keySet());
        JsonNode name = node.get(property);
        if (name == null) {
            add(
                    pointer,
                    "%s has no field \"%s\"".formatted(Pointer.label(pointer), property),
                    "add %s with one of the values %s".formatted(property, names));
            return;
        }
        Class<?> member = byName.get(name.isString() ? name.stringValue() : "");
        if (member == null) {
            violations.add(ValueValidator.notAllowed(name, Pointer.of(pointer, property), names));
            return;
        }
        checkFields(node, RecordFields.of(member).withTypeProperty(property), pointer);
    }

    private static Class<?> closest(JsonNode node, List<Class<?>> members) {
        Optional<Class<?>> best = members.stream()
                .max(Comparator.comparingLong((Class<?> member) -> RecordFields.of(member).fields().stream()
                        .filter(field -> node.has(field.name()))
                        .count()));
        return best.orElseThrow();
    }

    private static List<Class<?>> members(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(member -> members(member).stream())
                        .toList()
                : List.of(type);
    }

    private void add(String pointer, String message, String hint) {
        violations.add(new PlanViolation(pointer, message, hint));
    }
}
