package dev.lockstep.cli.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token of a client, and for whom it acts.
 *
 * @param token the text after {@code Bearer}; absent if none was found
 * @param origin where the token was found, or what was found instead of one, for messages
 * @param onBehalfOf the person for whom a service acts; absent if it acts for itself
 */
public record Credentials(@Nullable String token, String origin, @Nullable String onBehalfOf) {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final Pattern PERSON = Pattern.compile("[ -~]{1,200}");

    /** @throws IllegalArgumentException if a header cannot contain the values; the message does not contain them */
    public Credentials {
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "the token from %s has characters that no token has; expected the text that './lockstep token create' printed"
                            .formatted(origin));
        }
        if (onBehalfOf != null && !PERSON.matcher(onBehalfOf).matches()) {
            throw new IllegalArgumentException(
                    "the name to act on behalf of has %d characters, or some that a header cannot contain; expected 1 to 200 printable ASCII characters"
                            .formatted(onBehalfOf.length()));
        }
    }

    /** What to do after the coordinator refused the token or its absence. */
    String hintIfUnauthenticated() {
        return token == null
                ? "      found: %s%n      hint: set LOCKSTEP_TOKEN to a token of this coordinator".formatted(origin)
                : ("      found: a token from %s, which is unknown to this coordinator, expired or revoked%n"
                                + "      hint: set LOCKSTEP_TOKEN to a valid token of this coordinator")
                        .formatted(origin);
    }

    /** What to do after the coordinator refused a request for which the token has no permission. */
    String hintIfForbidden() {
        return ("      found: a token from %s%n      hint: see its grants with ./lockstep whoami, and ask an administrator"
                        + " for a token that permits the request")
                .formatted(origin);
    }

    /** Does not contain the token. */
    @Override
    public String toString() {
        return "credentials from " + origin;
    }
}
