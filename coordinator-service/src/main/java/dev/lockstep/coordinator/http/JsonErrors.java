package dev.lockstep.coordinator.http;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** Jackson's messages for people who do not know Jackson. */
public final class JsonErrors {
    // References to the source, which Jackson redacts, and to Jackson's own settings and character codes.
    private static final Pattern INTERNALS = Pattern.compile(
            " \\(start marker at .*| \\(not recognized as one since .*|, from `\\w+\\.\\w+\\(\\)`| \\(code \\d+[^)]*\\)");

    private JsonErrors() {}

    /** The parser's message. */
    public static String message(JacksonException e) {
        return INTERNALS.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    }
}
