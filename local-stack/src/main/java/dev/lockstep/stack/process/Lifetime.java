package dev.lockstep.stack.process;

/** How long a child may live: with the JVM that started it, or until somebody ends it. */
public enum Lifetime {
    WITH_LAUNCHER,
    DETACHED
}
