package dev.lockstep.mongo.journal;

/** The numbers of units of a step that are restored, and that are in conflict. */
public record UnitCounts(long restored, long conflicts) {}
