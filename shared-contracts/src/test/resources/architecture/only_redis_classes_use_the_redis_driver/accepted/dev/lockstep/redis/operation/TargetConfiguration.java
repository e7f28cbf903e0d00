package dev.lockstep.redis.operation;

import io.lettuce.core.RedisClient;

class TargetConfiguration {
    record Connected(RedisClient client) {}
}
