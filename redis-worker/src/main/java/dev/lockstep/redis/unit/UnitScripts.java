package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.ServerVersion;

/** The scripts of a finish and a compensation for servers of one version. Each of them handles a batch of keys. */
record UnitScripts(RedisScript deleteSources, RedisScript restoreUnits, RedisScript restoreSources) {
    static UnitScripts load(ServerVersion version) {
        return new UnitScripts(
                RedisScript.load("delete-sources", version),
                RedisScript.load("restore-units", version),
                RedisScript.load("restore-sources", version));
    }
}
