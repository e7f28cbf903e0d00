package dev.lockstep.worker;

import dev.lockstep.redis.RedisKeys;

class Knowing {
    RedisKeys keys = new RedisKeys();
}
