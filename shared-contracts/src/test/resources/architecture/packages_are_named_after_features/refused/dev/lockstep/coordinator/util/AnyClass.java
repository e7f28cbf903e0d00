package dev.lockstep.coordinator.util;

class AnyClass {}
