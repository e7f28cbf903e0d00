package dev.lockstep.redis.operation;

import io.lettuce.core.RedisClient;

class CommandListener {
    Runnable poll() {
        return new Runnable() {
            @Override
            public void run() {
                new RedisClient();
            }
        };
    }
}
