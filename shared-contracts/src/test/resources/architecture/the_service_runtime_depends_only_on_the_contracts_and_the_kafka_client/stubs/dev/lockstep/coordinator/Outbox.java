package dev.lockstep.coordinator;

public class Outbox {}
