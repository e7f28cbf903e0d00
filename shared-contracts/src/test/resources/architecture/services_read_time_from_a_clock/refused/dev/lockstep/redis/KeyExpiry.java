package dev.lockstep.redis;

import java.time.LocalDateTime;

class KeyExpiry {
    Object now() {
        return LocalDateTime.now();
    }
}
