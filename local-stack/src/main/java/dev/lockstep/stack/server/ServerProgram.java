package dev.lockstep.stack.server;

import dev.lockstep.stack.process.Signal;
import java.util.List;

/** How one kind of server is prepared, started, probed and stopped as a child process. */
public interface ServerProgram {

    ServerKind kind();

    /** Makes the data directory ready for {@link #command}: creates it, or cleans up after a crash. */
    void prepare(ServerDirectory directory, int port);

    List<String> command(ServerDirectory directory, int port);

    /** Whether the server accepts requests now. */
    boolean isReady(int port);

    /** The signal for an orderly and fast shutdown. */
    Signal stopSignal();
}
