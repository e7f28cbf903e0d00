package dev.lockstep.coordinator.plan;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes names from plans in messages. */
final class Quoted {
    private Quoted() {}

    /** The names in quotes, separated by commas. */
    static String list(Collection<?> names) {
        return names.stream().map("\"%s\""::formatted).collect(Collectors.joining(", "));
    }
}
