package dev.lockstep.redis.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of a server's INFO reply. */
public record ServerInfo(Map<String, String> values) {
    private static final Pattern DATABASE = Pattern.compile("db(\\d{1,9})");

    public ServerInfo {
        values = Map.copyOf(values);
    }

    static ServerInfo parse(String info) {
        Map<String, String> values = new LinkedHashMap<>();
        info.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new ServerInfo(values);
    }

    /** Returns the field's value; empty if the server does not report the field. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Returns the field's value as a number; 0 if the server does not report the field. */
    public long number(String field) {
        String value = value(field);
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }

    public boolean has(String field, String value) {
        return value(field).equals(value);
    }

    public ServerVersion version() {
        return ServerVersion.parse(value("redis_version"));
    }

    /** Returns the version to display. Valkey reports its own version and the version of the compatible Redis. */
    public String displayVersion() {
        String valkey = value("valkey_version");
        return valkey.isEmpty() ? value("redis_version") : "valkey " + valkey;
    }

    /** Returns the id of this run of the server. A restart changes the id and invalidates all SCAN cursors. */
    public String runId() {
        return value("run_id");
    }

    /** The numbers of the logical databases that have keys, in the section "keyspace". */
    List<Integer> databases() {
        return values.keySet().stream()
                .map(DATABASE::matcher)
                .filter(Matcher::matches)
                .map(database -> Integer.valueOf(database.group(1)))
                .sorted()
                .toList();
    }

    public boolean hasAppendOnlyFile() {
        return has("aof_enabled", "1");
    }

    /** Returns whether WAITAOF can confirm that writes are on disk. */
    public boolean confirmsDiskWrites() {
        return version().hasWaitAofCommand() && hasAppendOnlyFile();
    }
}
