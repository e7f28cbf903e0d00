package dev.lockstep.worker.dispatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a required field of a message is {@code null}.
 *
 * <p>Jackson's {@code required} refuses absent fields but accepts {@code null}. The types declare these fields
 * non-null, so messages are checked after parsing.
 */
final class MissingField extends RuntimeException {
    // The JVM reads the components of a class again for each call.
    private static final ClassValue<List<RecordComponent>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
            return List.of(type.getRecordComponents());
        }
    };

    MissingField(String path) {
        super("%s is null".formatted(path));
    }

    /** Throws if a required component of the record or of a nested record is {@code null}. */
    static void throwIfMissing(@Nullable Object part, String path) {
        if (!(part instanceof Record)) {
            return;
        }
        for (RecordComponent component : COMPONENTS.get(part.getClass())) {
            Object value = valueOf(component, part);
            String nestedPath = path + "." + component.getName();
            if (value == null && isRequired(component)) {
                throw new MissingField(nestedPath);
            }
            throwIfMissing(value, nestedPath);
        }
    }

    private static boolean isRequired(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property != null && property.required();
    }

    private static @Nullable Object valueOf(RecordComponent component, Object part) {
        try {
            return component.getAccessor().invoke(part);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read a component of a contract record", e);
        }
    }
}
