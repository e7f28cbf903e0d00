package dev.lockstep.coordinator.report;

public class Report {}
