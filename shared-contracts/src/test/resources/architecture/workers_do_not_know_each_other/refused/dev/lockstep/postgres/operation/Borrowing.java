package dev.lockstep.postgres.operation;

import dev.lockstep.redis.RedisKeys;

class Borrowing {
    RedisKeys keys = new RedisKeys();
}
