package dev.lockstep.contract.protocol;

/** The version of what the coordinator and the workers say; a new meaning of an old word raises it. */
public final class Protocol {
    public static final int VERSION = 1;

    private Protocol() {}
}
