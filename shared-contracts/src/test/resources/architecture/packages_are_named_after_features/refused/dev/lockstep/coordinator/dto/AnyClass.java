package dev.lockstep.coordinator.dto;

class AnyClass {}
