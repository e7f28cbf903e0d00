package dev.lockstep.mongo.journal;

/** How many units of a step were restored, and how many are in conflict. */
public record UnitTally(long restored, long conflicts) {}
