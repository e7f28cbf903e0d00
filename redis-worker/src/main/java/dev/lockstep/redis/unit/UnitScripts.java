package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.ServerVersion;

/** The scripts of the engine for servers of one version. Each of them handles a batch of keys. */
record UnitScripts(
        RedisScript writeDestinations,
        RedisScript writeInPlace,
        RedisScript changeExpiries,
        RedisScript skipKeys,
        RedisScript deleteSources,
        RedisScript restoreUnits,
        RedisScript restoreSources) {
    static UnitScripts load(ServerVersion version) {
        return new UnitScripts(
                RedisScript.load("write-destinations", version),
                RedisScript.load("write-in-place", version),
                RedisScript.load("change-expiries", version),
                RedisScript.load("skip-keys", version),
                RedisScript.load("delete-sources", version),
                RedisScript.load("restore-units", version),
                RedisScript.load("restore-sources", version));
    }
}
