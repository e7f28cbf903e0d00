package dev.lockstep.coordinator.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields that a record has in JSON. */
record RecordShape(Class<?> type, List<Field> fields, @Nullable String typeId) {
    RecordShape {
        fields = List.copyOf(fields);
    }

    record Field(String name, Type type, boolean required) {}

    /** Whether the type is written as an object, and not as the one value that it wraps. */
    static boolean isOne(Class<?> type) {
        return type.isRecord()
                && Arrays.stream(type.getRecordComponents())
                        .noneMatch(part -> part.getAccessor().isAnnotationPresent(JsonValue.class));
    }

    static RecordShape of(Class<?> type) {
        return new RecordShape(
                type,
                Arrays.stream(type.getRecordComponents())
                        .map(RecordShape::field)
                        .toList(),
                null);
    }

    RecordShape withTypeId(String property) {
        return new RecordShape(type, fields, property);
    }

    private static Field field(RecordComponent part) {
        JsonProperty said = part.getAccessor().getAnnotation(JsonProperty.class);
        String name = said == null || said.value().isEmpty() ? part.getName() : said.value();
        return new Field(name, part.getGenericType(), said != null && said.required());
    }

    boolean has(String name) {
        return name.equals(typeId)
                || fields.stream().anyMatch(field -> field.name().equals(name));
    }

    List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    String hintFor(String unknown) {
        return names().stream()
                .filter(name -> isNear(name, unknown))
                .findFirst()
                .map(name -> "did you mean %s?".formatted(name))
                .orElseGet(() -> "take it out; known are %s".formatted(String.join(", ", names())));
    }

    private static boolean isNear(String name, String other) {
        String shorter = name.length() < other.length() ? name : other;
        String longer = name.length() < other.length() ? other : name;
        int common = 0;
        while (common < shorter.length()
                && Character.toLowerCase(shorter.charAt(common)) == Character.toLowerCase(longer.charAt(common))) {
            common++;
        }
        return common >= 2 && common * 2 >= longer.length();
    }
}
