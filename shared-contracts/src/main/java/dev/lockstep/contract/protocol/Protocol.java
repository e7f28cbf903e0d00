package dev.lockstep.contract.protocol;

/** Version of the messages between coordinator and workers. It is raised when the meaning of a field changes. */
public final class Protocol {
    public static final int VERSION = 1;

    private Protocol() {}
}
