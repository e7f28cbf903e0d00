package dev.lockstep.redis.operation;

import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.ServerVersion;

/** The scripts of this operation, as a server of this version takes them. */
record TransformScripts(
        RedisScript move,
        RedisScript edit,
        RedisScript skip,
        RedisScript judged,
        RedisScript drop,
        RedisScript undo,
        RedisScript bringBack) {
    static TransformScripts of(ServerVersion version) {
        return new TransformScripts(
                RedisScript.named("move", version),
                RedisScript.named("edit", version),
                RedisScript.named("skip", version),
                RedisScript.named("judged", version),
                RedisScript.named("drop", version),
                RedisScript.named("undo", version),
                RedisScript.named("bring-back", version));
    }
}
