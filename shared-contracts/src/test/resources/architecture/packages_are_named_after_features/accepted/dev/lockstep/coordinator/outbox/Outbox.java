package dev.lockstep.coordinator.outbox;

class Outbox {}
