package dev.lockstep.redis.operation;

import io.lettuce.core.RedisClient;

class RedisCommandListener {
    record Connected(RedisClient client) {}
}
