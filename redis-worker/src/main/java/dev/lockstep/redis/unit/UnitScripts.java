package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.ServerVersion;

/** The scripts of the engine for servers of one version. */
record UnitScripts(
        RedisScript writeDestination,
        RedisScript writeInPlace,
        RedisScript changeExpiry,
        RedisScript skipKey,
        RedisScript findHandledKeys,
        RedisScript deleteSource,
        RedisScript restoreUnit,
        RedisScript restoreSource) {
    static UnitScripts load(ServerVersion version) {
        return new UnitScripts(
                RedisScript.load("write-destination", version),
                RedisScript.load("write-in-place", version),
                RedisScript.load("change-expiry", version),
                RedisScript.load("skip-key", version),
                RedisScript.load("find-handled-keys", version),
                RedisScript.load("delete-source", version),
                RedisScript.load("restore-unit", version),
                RedisScript.load("restore-source", version));
    }
}
