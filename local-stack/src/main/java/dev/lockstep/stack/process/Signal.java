package dev.lockstep.stack.process;

/** The signals that a child is sent; names are those of {@code kill}. */
public enum Signal {
    INT,
    TERM,
    KILL,
    STOP,
    CONT
}
