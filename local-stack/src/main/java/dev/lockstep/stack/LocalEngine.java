package dev.lockstep.stack;

import dev.lockstep.stack.process.Signal;
import java.util.List;

/** How one technology runs as a child process. */
interface LocalEngine {

    ServerKind kind();

    /** Brings the data directory to where {@link #command} can run, from nothing or from after a crash. */
    void prepare(ServerHome home, int port);

    List<String> command(ServerHome home, int port);

    /** Whether a client would be served now. */
    boolean isReady(int port);

    /** The signal after which it ends soon and in order. */
    Signal gently();

    /** How many ports it needs, the given one first. */
    default int ports() {
        return 1;
    }
}
