package dev.lockstep.contract.protocol;

/** Version of the messages between coordinator and workers; raised when an existing field changes its meaning. */
public final class Protocol {
    public static final int VERSION = 1;

    private Protocol() {}
}
