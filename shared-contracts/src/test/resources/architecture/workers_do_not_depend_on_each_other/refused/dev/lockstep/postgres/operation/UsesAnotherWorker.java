package dev.lockstep.postgres.operation;

import dev.lockstep.redis.RedisKeys;

class UsesAnotherWorker {
    RedisKeys keys = new RedisKeys();
}
