package dev.lockstep.coordinator.util;

class Something {}
