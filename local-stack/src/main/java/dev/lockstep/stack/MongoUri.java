package dev.lockstep.stack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection string taken apart, so that it can name another database on the same server. */
record MongoUri(String hosts, String database, String options) {

    private static final Pattern SHAPE = Pattern.compile("(mongodb(?:\\+srv)?://[^/?]+)(?:/([^?]*))?(?:\\?(.*))?");

    static MongoUri parse(String uri) {
        Matcher matcher = SHAPE.matcher(uri);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a MongoDB connection string");
        }
        return new MongoUri(matcher.group(1), orEmpty(matcher, 2), orEmpty(matcher, 3));
    }

    private static String orEmpty(Matcher matcher, int group) {
        String found = matcher.group(group);
        return found == null ? "" : found;
    }

    /** The same server, user and options, and this database. */
    String withDatabase(String name) {
        String kept = needsAuthSource() ? joined("authSource=" + (database.isEmpty() ? "admin" : database)) : options;
        return hosts + "/" + name + (kept.isEmpty() ? "" : "?" + kept);
    }

    // The database of the path is also where the user is looked up, unless the options say otherwise.
    private boolean needsAuthSource() {
        return hosts.contains("@") && !options.contains("authSource=");
    }

    private String joined(String option) {
        return options.isEmpty() ? option : options + "&" + option;
    }
}
