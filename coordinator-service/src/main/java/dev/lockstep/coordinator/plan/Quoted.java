package dev.lockstep.coordinator.plan;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes names from plans in messages. */
final class Quoted {
    private static final int MAX_LISTED = 20;

    private Quoted() {}

    /** The names in quotes, separated by commas; of many names, the first ones and an ellipsis. */
    static String list(Collection<?> names) {
        String listed =
                names.stream().limit(MAX_LISTED).map("\"%s\""::formatted).collect(Collectors.joining(", "));
        return names.size() > MAX_LISTED ? listed + ", …" : listed;
    }
}
