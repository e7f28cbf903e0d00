package dev.lockstep.system.simulation;

/** Thrown by a port call that fails because of an injected fault, like the exception of a driver. */
final class InjectedFaultException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Fault fault;

    InjectedFaultException(Fault fault) {
        super("injected fault: " + fault, null, false, false);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
