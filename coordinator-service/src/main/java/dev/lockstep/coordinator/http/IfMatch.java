package dev.lockstep.coordinator.http;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code If-Match} of an action.
 *
 * @param header its text
 * @param subject what the action changes, such as {@code migration}
 */
public record IfMatch(String header, String subject) {
    // The part behind the dash covers what has no version, such as progress, so it is not compared.
    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,18})(?:-[0-9a-f]{1,8})?\"");
    private static final long NO_VERSION = -1;

    /**
     * Requires the header.
     *
     * @throws ApiException if it is missing
     */
    public static IfMatch of(@Nullable String header, String subject) {
        if (header == null || header.isBlank()) {
            throw ApiException.of(
                    ProblemType.IF_MATCH_REQUIRED,
                    "the If-Match header is missing; send the ETag of the %s, or * for any version".formatted(subject));
        }
        return new IfMatch(header.strip(), subject);
    }

    /** The version that the action is for; empty for any. */
    public OptionalLong version() {
        if (header.equals("*")) {
            return OptionalLong.empty();
        }
        // A text in another form is an ETag that no version has.
        Matcher etag = ETAG.matcher(header);
        return OptionalLong.of(etag.matches() ? Long.parseLong(etag.group(1)) : NO_VERSION);
    }

    /**
     * Compares the version.
     *
     * @throws ApiException if it is another one
     */
    public void require(long actual) {
        if (version().orElse(actual) != actual) {
            throw mismatch(actual);
        }
    }

    /** The response to an action for another version. */
    public ApiException mismatch(long actual) {
        return ApiException.of(
                ProblemType.VERSION_MISMATCH,
                "If-Match is %s, but the %s has version %d; read the %s again and use its ETag"
                        .formatted(header, subject, actual, subject));
    }
}
