package dev.lockstep.stack.server;

import java.util.Optional;

/** Controls the process of one server. All methods keep the server's address and all acknowledged data. */
public interface ServerProcess {

    ServerKind kind();

    ServerAddress address();

    /** The pid of the server on this host. */
    long pid();

    boolean isRunning();

    /**
     * Why this server must be started or restarted: it has ended, was started with other settings, or does not answer.
     * Empty if it works, if it was never started and if it was stopped on request.
     */
    default Optional<String> startReason() {
        return Optional.empty();
    }

    /** Starts the server and returns when it accepts requests. Does nothing if it is running. */
    void start();

    /** Shuts the server down and returns when it has exited. */
    void stop();

    /** Sends {@code kill -9} and returns when the process has exited. */
    void kill();

    /** Suspends the process. Its connections stay open, but it answers no requests. */
    void pause();

    /** Continues a paused process. */
    void resume();

    /** The end of the server's log. */
    String log();

    /** False for an external server, which can be used but not stopped, killed or paused. */
    default boolean isManaged() {
        return true;
    }

    /** Calls {@link #stop} and {@link #start}. */
    default void restart() {
        stop();
        start();
    }
}
