package dev.lockstep.worker;

import dev.lockstep.redis.RedisKeys;

class UsesRedisWorker {
    RedisKeys keys = new RedisKeys();
}
