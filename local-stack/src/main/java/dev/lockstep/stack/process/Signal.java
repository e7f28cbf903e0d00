package dev.lockstep.stack.process;

/** Signals of POSIX, with the names that {@code kill} uses. */
public enum Signal {
    INT,
    TERM,
    KILL,
    STOP,
    CONT
}
