package dev.lockstep.stack.process;

/** Whether a child process exits with the JVM that started it, or runs until it is stopped. */
public enum ProcessLifetime {
    WITH_PARENT,
    DETACHED
}
