package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.ServerVersion;
import java.util.function.Function;

/** The scripts of an apply for servers of one version. Each of them handles a batch of keys. */
record ApplyScripts(
        RedisScript writeDestinations, RedisScript writeInPlace, RedisScript changeExpiries, RedisScript skipKeys) {
    static ApplyScripts load(ServerVersion version) {
        return load(name -> RedisScript.load(name, version));
    }

    /** The same scripts, which make the same checks, describe what they would write, and write nothing. */
    static ApplyScripts loadDryRun(ServerVersion version) {
        return load(name -> RedisScript.loadDryRun(name, version));
    }

    private static ApplyScripts load(Function<String, RedisScript> script) {
        return new ApplyScripts(
                script.apply("write-destinations"),
                script.apply("write-in-place"),
                script.apply("change-expiries"),
                script.apply("skip-keys"));
    }
}
