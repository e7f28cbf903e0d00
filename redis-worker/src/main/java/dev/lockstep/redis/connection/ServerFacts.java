package dev.lockstep.redis.connection;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a server says of itself, by INFO's names. */
public record ServerFacts(Map<String, String> values) {
    public ServerFacts {
        values = Map.copyOf(values);
    }

    static ServerFacts parse(String info) {
        Map<String, String> values = new LinkedHashMap<>();
        info.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new ServerFacts(values);
    }

    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    public long number(String name) {
        String value = value(name);
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }

    public boolean is(String name, String value) {
        return value(name).equals(value);
    }

    public ServerVersion version() {
        return ServerVersion.parse(value("redis_version"));
    }

    /** The engine and its own version: Valkey says both its own and the Redis that it stands in for. */
    public String versionText() {
        String valkey = value("valkey_version");
        return valkey.isEmpty() ? value("redis_version") : "valkey " + valkey;
    }

    /** A new one after every restart, which makes every cursor of before void. */
    public String runId() {
        return value("run_id");
    }

    public boolean keepsEveryWrite() {
        return is("aof_enabled", "1");
    }

    /** Can it say that a write is on disk, and will it ever be? */
    public boolean tellsOfDisk() {
        return version().waitsForDisk() && keepsEveryWrite();
    }
}
