package dev.lockstep.postgres.rehearsal;

/** Replaces the database in a JDBC URL of PostgreSQL; hosts and parameters stay. */
final class ScratchUrl {
    private static final String PREFIX = "jdbc:postgresql:";
    private static final String HOSTS = "//";

    private ScratchUrl() {}

    static String of(String url, ScratchName database) {
        int question = url.indexOf('?');
        String address = question < 0 ? url : url.substring(0, question);
        String parameters = question < 0 ? "" : url.substring(question);
        return addressOf(address.substring(PREFIX.length()), database) + parameters;
    }

    private static String addressOf(String location, ScratchName database) {
        if (!location.startsWith(HOSTS)) {
            return PREFIX + database;
        }
        int slash = location.indexOf('/', HOSTS.length());
        return PREFIX + (slash < 0 ? location : location.substring(0, slash)) + "/" + database;
    }
}
