package dev.lockstep.system.simulation;

/** What a driver throws: the other side cannot be reached, or fails in a way that passes. */
final class Away extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Fault fault;

    Away(Fault fault) {
        super("injected: " + fault, null, false, false);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
