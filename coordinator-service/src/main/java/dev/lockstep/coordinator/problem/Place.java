package dev.lockstep.coordinator.problem;

/** A place in what was posted; both count from 1. */
public record Place(int line, int column) {
    public static final Place START = new Place(1, 1);
}
