package dev.lockstep.mongo.journal;

/** How many units a compensation has put back and how many it has left to the application. */
public record UnitTally(long restored, long conflicts) {}
