package dev.lockstep.coordinator.http;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** Messages of Jackson without its internals. */
public final class JsonErrors {
    private static final Pattern START_MARKER = Pattern.compile(" \\(start marker at .*");

    private JsonErrors() {}

    /** The parser's message, without the source reference that Jackson redacts. */
    public static String message(JacksonException e) {
        return START_MARKER.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    }
}
