package dev.lockstep.contract.json;

import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;

/**
 * Describes JSON that cannot be read or written, without any part of the JSON: Jackson's own messages quote values, which
 * may be personal data.
 */
public final class JsonErrorText {
    private static final String OWN_PACKAGES = "dev.lockstep.";

    private JsonErrorText() {}

    /** Returns the kind of error, its path and its position. The message of a refused value is Lockstep's own, and is kept. */
    public static String of(JacksonException thrown) {
        String kind = thrown instanceof StreamReadException
                ? "the text is not valid JSON"
                : "the JSON has a value that is not accepted (%s)"
                        .formatted(thrown.getClass().getSimpleName());
        return kind + path(thrown) + position(thrown) + ownReason(thrown);
    }

    private static String path(JacksonException thrown) {
        String path = thrown.getPath().stream()
                .map(part -> part.getPropertyName() == null ? "[" + part.getIndex() + "]" : part.getPropertyName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : " at " + path;
    }

    private static String position(JacksonException thrown) {
        return thrown.getLocation() == null || thrown.getLocation().getLineNr() < 1
                ? ""
                : ", line %d, column %d"
                        .formatted(
                                thrown.getLocation().getLineNr(),
                                thrown.getLocation().getColumnNr());
    }

    private static String ownReason(JacksonException thrown) {
        Throwable cause = thrown.getCause();
        return cause != null && cause.getClass().getName().startsWith(OWN_PACKAGES) && cause.getMessage() != null
                ? ": " + cause.getMessage()
                : "";
    }
}
