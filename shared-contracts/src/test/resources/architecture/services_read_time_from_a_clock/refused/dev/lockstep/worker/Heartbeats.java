package dev.lockstep.worker;

class Heartbeats {
    Object now() {
        return System.currentTimeMillis();
    }
}
