package dev.lockstep.worker.dispatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * Says that a required field of a message is {@code null}.
 *
 * <p>Jackson's {@code required} refuses a field that is absent and lets one pass that is {@code null}; the code behind
 * believes the types, so what it is given must keep their promise.
 */
final class IncompleteMessage extends RuntimeException {
    IncompleteMessage(String path) {
        super("%s is null".formatted(path));
    }

    /** Returns if every required component of the record, and of the records in it, is there. */
    static void check(@Nullable Object part, String path) {
        if (!(part instanceof Record)) {
            return;
        }
        for (RecordComponent component : part.getClass().getRecordComponents()) {
            Object value = read(component, part);
            String below = path + "." + component.getName();
            if (value == null && isRequired(component)) {
                throw new IncompleteMessage(below);
            }
            check(value, below);
        }
    }

    private static boolean isRequired(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property != null && property.required();
    }

    private static @Nullable Object read(RecordComponent component, Object part) {
        try {
            return component.getAccessor().invoke(part);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the accessors of contract records are public and return", e);
        }
    }
}
