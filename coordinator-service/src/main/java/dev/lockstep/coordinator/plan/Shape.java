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
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Holds what was written against the types of the published language themselves, and finds everything that does not fit
 * where Jackson would stop at the first.
 */
final class Shape {
    private final List<Finding> findings = new ArrayList<>();

    List<Finding> judge(JsonNode node, Class<?> type) {
        check(node, type, "");
        return findings;
    }

    private void check(JsonNode node, Type type, String pointer) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            list(node, generic.getActualTypeArguments()[0], pointer);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            map(node, generic.getActualTypeArguments(), pointer);
        } else if (type instanceof Class<?> known && RecordShape.isOne(known)) {
            fields(node, RecordShape.of(known), pointer);
        } else if (type instanceof Class<?> known && known.isAnnotationPresent(JsonTypeInfo.class)) {
            family(node, known, pointer);
        } else {
            Leaf.problem(node, type).ifPresent(leaf -> found(pointer, leaf.message(), leaf.hint()));
        }
    }

    private void list(JsonNode node, Type element, String pointer) {
        if (!node.isArray()) {
            found(pointer, "it is %s, not a list".formatted(Leaf.kindOf(node)), "write a list");
            return;
        }
        for (int index = 0; index < node.size(); index++) {
            check(node.get(index), element, Pointer.of(pointer, index));
        }
    }

    private void map(JsonNode node, Type[] types, String pointer) {
        if (!node.isObject()) {
            found(pointer, "it is %s, not an object".formatted(Leaf.kindOf(node)), "write an object");
            return;
        }
        node.properties().forEach(member -> {
            String at = Pointer.of(pointer, member.getKey());
            Leaf.problem(JsonNodeFactory.instance.stringNode(member.getKey()), types[0])
                    .ifPresent(leaf -> found(at, leaf.message(), leaf.hint()));
            check(member.getValue(), types[1], at);
        });
    }

    private void fields(JsonNode node, RecordShape shape, String pointer) {
        if (!node.isObject()) {
            found(
                    pointer,
                    "it is %s, not an object with %s".formatted(Leaf.kindOf(node), shape.names()),
                    "write an object");
            return;
        }
        int before = findings.size();
        node.propertyNames().stream()
                .filter(name -> !shape.has(name))
                .forEach(name ->
                        found(Pointer.of(pointer, name), "%s is not known here".formatted(name), shape.hintFor(name)));
        for (RecordShape.Field field : shape.fields()) {
            field(node.get(field.name()), field, pointer);
        }
        if (findings.size() == before) {
            whole(node, shape, pointer);
        }
    }

    private void field(JsonNode value, RecordShape.Field field, String pointer) {
        boolean absent = value == null || value.isNull();
        if (absent && field.required()) {
            found(pointer, "%s is missing".formatted(field.name()), "add %s".formatted(field.name()));
        } else if (!absent) {
            check(value, field.type(), Pointer.of(pointer, field.name()));
        }
    }

    // What only the whole record can tell: its own constructor says it.
    private void whole(JsonNode node, RecordShape shape, String pointer) {
        try {
            LockstepJson.plans().treeToValue(node, shape.type());
        } catch (JacksonException e) {
            String field = Leaf.invalidValue(e).map(InvalidValue::field).orElse(null);
            String at = field == null ? pointer : Pointer.of(pointer, field);
            found(at, Leaf.reason(e), Leaf.hint(e));
        }
    }

    private void family(JsonNode node, Class<?> type, String pointer) {
        if (!node.isObject()) {
            found(pointer, "it is %s, not an object".formatted(Leaf.kindOf(node)), "write an object");
            return;
        }
        JsonTypeInfo how = type.getAnnotation(JsonTypeInfo.class);
        if (how.use() == JsonTypeInfo.Id.NAME) {
            named(node, members(type), how.property(), pointer);
        } else {
            fields(node, RecordShape.of(closest(node, members(type))), pointer);
        }
    }

    private void named(JsonNode node, List<Class<?>> members, String property, String pointer) {
        Map<String, Class<?>> byName = new TreeMap<>();
        members.forEach(
                member -> byName.put(member.getAnnotation(JsonTypeName.class).value(), member));
        JsonNode name = node.get(property);
        if (name == null) {
            found(
                    pointer,
                    "%s is missing".formatted(property),
                    "add %s: one of %s".formatted(property, byName.keySet()));
            return;
        }
        Class<?> member = byName.get(name.isString() ? name.stringValue() : "");
        if (member == null) {
            found(
                    Pointer.of(pointer, property),
                    "%s is not known".formatted(name.isString() ? name.stringValue() : name),
                    "take one of %s".formatted(byName.keySet()));
            return;
        }
        fields(node, RecordShape.of(member).withTypeId(property), pointer);
    }

    private static Class<?> closest(JsonNode node, List<Class<?>> members) {
        Optional<Class<?>> best = members.stream()
                .max(Comparator.comparingLong((Class<?> member) -> RecordShape.of(member).fields().stream()
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

    private void found(String pointer, String message, String hint) {
        findings.add(new Finding(pointer, message, hint));
    }
}
