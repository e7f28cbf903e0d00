package dev.lockstep.coordinator.manager;

class AnyClass {}
