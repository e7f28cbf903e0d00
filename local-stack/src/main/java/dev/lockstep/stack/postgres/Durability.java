package dev.lockstep.stack.postgres;

/** What an acknowledged commit survives. */
public enum Durability {
    /** The end of the machine: the server waits until the disk has the commit. */
    MACHINE_CRASH("on"),
    /**
     * The end of the server's process: the operating system has the commit. Creating and dropping a database takes a
     * fraction of the time.
     */
    PROCESS_CRASH("off");

    private final String fsync;

    Durability(String fsync) {
        this.fsync = fsync;
    }

    /** The value of the server's setting {@code fsync}. */
    String fsync() {
        return fsync;
    }
}
