package dev.lockstep.stack;

/** A server did not come up; the message ends with the end of its log. */
public final class ServerStartFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServerStartFailed(ServerKind kind, String reason, String log) {
        super(kind.label() + " did not start: " + reason + (log.isBlank() ? "" : "\n--- its log ---\n" + log.strip()));
    }

    ServerStartFailed(ServerKind kind, Throwable cause) {
        super(kind.label() + " did not start: " + cause.getMessage(), cause);
    }

    /** Whether somebody else listens where it was to listen; every server words it so. */
    boolean isAboutThePort() {
        return String.valueOf(getMessage()).contains("ddress already in use");
    }
}
