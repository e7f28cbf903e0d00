package dev.lockstep.stack.server;

/** A server did not start. The message contains the end of its log. */
public final class ServerStartFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ServerStartFailed(ServerKind kind, String reason, String log) {
        super(kind.label() + " did not start: " + reason
                + (log.isBlank() ? "" : "\n--- log of " + kind.label() + " ---\n" + log.strip()));
    }

    /** Whether another process uses the port. All four servers log the same words in this case. */
    public boolean isPortInUse() {
        return String.valueOf(getMessage()).contains("ddress already in use");
    }
}
