package dev.lockstep.coordinator.impl;

class AnyClass {}
