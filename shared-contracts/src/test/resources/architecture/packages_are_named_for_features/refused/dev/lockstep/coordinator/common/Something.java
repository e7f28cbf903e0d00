package dev.lockstep.coordinator.common;

class Something {}
