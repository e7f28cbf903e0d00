package dev.lockstep.stack;

/**
 * A server that can be treated as badly as production treats its servers. Its address and its acknowledged data stay
 * the same through every one of these.
 */
public interface ServerProcess {

    ServerKind kind();

    ServerAddress address();

    /** The number of the server's process on this host. */
    long pid();

    boolean isRunning();

    /** Starts it, or does nothing when it runs; returns when it serves. */
    void start();

    /** Asks it to end and waits until it has. */
    void stop();

    /** {@code kill -9}; returns when the process is gone. */
    void kill();

    /** Stops it in its tracks: connections stay open and nothing answers. */
    void pause();

    /** Lets a paused server go on. */
    void resume();

    /** The end of its log. */
    String log();

    /** False for a server that somebody else runs: it can be used, not stopped or killed. */
    default boolean isOurs() {
        return true;
    }

    /** {@link #stop} and {@link #start}. */
    default void restart() {
        stop();
        start();
    }
}
