package dev.lockstep.coordinator.dto;

class Something {}
