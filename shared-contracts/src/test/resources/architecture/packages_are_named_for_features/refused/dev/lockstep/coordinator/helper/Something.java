package dev.lockstep.coordinator.helper;

class Something {}
