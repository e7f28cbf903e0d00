package dev.lockstep.worker;

class WritesToLog {
    System.Logger log = System.getLogger("worker");
}
