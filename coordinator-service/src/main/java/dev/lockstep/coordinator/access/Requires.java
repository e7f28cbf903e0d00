package dev.lockstep.coordinator.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The permissions of an endpoint. A caller needs one of them, at least for some targets; the endpoint compares the targets
 * itself. Without permissions, every authenticated caller may use the endpoint. An endpoint without this annotation
 * refuses all requests.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requires {
    Permission[] value();

    /** Whether the caller needs the permission without a scope. */
    boolean everywhere() default false;
}
