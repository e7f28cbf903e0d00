package dev.lockstep.coordinator.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON fields of a record of the plan format.
 *
 * @param typeProperty the field that names the record among the records of a sealed interface; absent for other records
 */
record RecordFields(Class<?> type, List<Field> fields, @Nullable String typeProperty) {
    RecordFields {
        fields = List.copyOf(fields);
    }

    record Field(String name, Type type, boolean required) {}

    // Reflection on a record is slow, and a plan can have many thousands of values of one type.
    private static final ClassValue<Boolean> IS_OBJECT = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return type.isRecord()
                    && Arrays.stream(type.getRecordComponents())
                            .noneMatch(component -> component.getAccessor().isAnnotationPresent(JsonValue.class));
        }
    };

    private static final ClassValue<RecordFields> FIELDS = new ClassValue<>() {
        @Override
        protected RecordFields computeValue(Class<?> type) {
            return new RecordFields(
                    type,
                    Arrays.stream(type.getRecordComponents())
                            .map(RecordFields::field)
                            .toList(),
                    null);
        }
    };

    /** Whether the JSON form of the record is an object, not a single value. */
    static boolean isObject(Class<?> type) {
        return IS_OBJECT.get(type);
    }

    /** Whether the record also has a string form, which a factory method parses. */
    boolean hasStringForm() {
        return Arrays.stream(type.getDeclaredMethods())
                .map(method -> method.getAnnotation(JsonCreator.class))
                .anyMatch(creator -> creator != null && creator.mode() == JsonCreator.Mode.DELEGATING);
    }

    static RecordFields of(Class<?> type) {
        return FIELDS.get(type);
    }

    RecordFields withTypeProperty(String property) {
        return new RecordFields(type, fields, property);
    }

    private static Field field(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        String name = property == null || property.value().isEmpty() ? component.getName() : property.value();
        return new Field(name, component.getGenericType(), property != null && property.required());
    }

    boolean has(String name) {
        return name.equals(typeProperty)
                || fields.stream().anyMatch(field -> field.name().equals(name));
    }

    List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    /** A hint with the field of the most similar name, or else with all fields. */
    String hintFor(String unknown) {
        return names().stream()
                .filter(name -> isSimilar(name, unknown))
                .findFirst()
                .map(name -> "write %s instead".formatted(name))
                .orElseGet(() -> unknownFieldHint());
    }

    private String unknownFieldHint() {
        return fields.size() == 1
                ? "remove this field; the only known field is %s".formatted(names().getFirst())
                : "remove this field; the known fields are %s".formatted(String.join(", ", names()));
    }

    private static boolean isSimilar(String name, String other) {
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
