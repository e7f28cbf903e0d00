package dev.lockstep.coordinator.common;

class AnyClass {}
