package dev.lockstep.stack.process;

/** Signals, named as {@code kill} names them. */
public enum Signal {
    INT,
    TERM,
    KILL,
    STOP,
    CONT
}
