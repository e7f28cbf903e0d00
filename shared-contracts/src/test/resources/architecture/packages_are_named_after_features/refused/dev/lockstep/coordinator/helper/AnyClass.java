package dev.lockstep.coordinator.helper;

class AnyClass {}
