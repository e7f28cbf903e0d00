package dev.lockstep.coordinator.manager;

class Something {}
