package dev.lockstep.stack.mongo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a MongoDB connection string.
 *
 * @param hosts scheme, credentials and hosts
 * @param database empty if the string has no database
 * @param options the part after the question mark; empty if there is none
 */
public record MongoUri(String hosts, String database, String options) {

    private static final Pattern SYNTAX = Pattern.compile("(mongodb(?:\\+srv)?://[^/?]+)(?:/([^?]*))?(?:\\?(.*))?");

    public static MongoUri parse(String uri) {
        Matcher matcher = SYNTAX.matcher(uri);
        if (!matcher.matches()) {
            // The string may contain a password, so the message does not repeat it.
            throw new IllegalArgumentException(
                    "not a MongoDB connection string: expected mongodb://[user:password@]host[:port][/database]"
                            + "[?options]");
        }
        return new MongoUri(matcher.group(1), orEmpty(matcher, 2), orEmpty(matcher, 3));
    }

    private static String orEmpty(Matcher matcher, int group) {
        String found = matcher.group(group);
        return found == null ? "" : found;
    }

    /** Returns the connection string of another database with the same hosts, user and options. */
    public String withDatabase(String name) {
        String kept = needsAuthSource() ? joined("authSource=" + (database.isEmpty() ? "admin" : database)) : options;
        return hosts + "/" + name + (kept.isEmpty() ? "" : "?" + kept);
    }

    // Without authSource, MongoDB looks the user up in the database of the path.
    private boolean needsAuthSource() {
        return hosts.contains("@") && !options.contains("authSource=");
    }

    private String joined(String option) {
        return options.isEmpty() ? option : options + "&" + option;
    }
}
