package dev.lockstep.coordinator.impl;

class Something {}
