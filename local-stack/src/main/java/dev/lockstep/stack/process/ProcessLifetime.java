package dev.lockstep.stack.process;

/** When a child process ends: with the JVM that started it, or when it is stopped. */
public enum ProcessLifetime {
    WITH_PARENT,
    DETACHED
}
