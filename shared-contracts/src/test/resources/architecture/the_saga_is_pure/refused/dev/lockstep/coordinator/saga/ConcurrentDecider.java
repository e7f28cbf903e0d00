package dev.lockstep.coordinator.saga;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

class ConcurrentDecider {
    ConcurrentMap<String, String> seen = new ConcurrentHashMap<>();
}
