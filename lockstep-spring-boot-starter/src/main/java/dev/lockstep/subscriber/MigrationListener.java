package dev.lockstep.subscriber;

import dev.lockstep.contract.event.MigrationEvent;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a bean that receives the events of migrations: each once, and in order per migration. Its only
 * parameter is a {@link MigrationMessage}, {@link MigrationEvent} or one type of event, which then is also a filter.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface MigrationListener {
    /** The types of events to receive; empty for all. */
    Class<? extends MigrationEvent>[] types() default {};

    /** The names of the plans whose events to receive; empty for all. */
    String[] plans() default {};
}
