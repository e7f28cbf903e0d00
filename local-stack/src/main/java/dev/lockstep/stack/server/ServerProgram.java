package dev.lockstep.stack.server;

import dev.lockstep.stack.process.Signal;
import java.util.List;

/** Prepares, starts, checks and stops one kind of server as a child process. */
public interface ServerProgram {

    ServerKind kind();

    /** Creates the data directory, or prepares it for a start after a crash. Called before {@link #command}. */
    void prepare(ServerDirectory directory, int port);

    List<String> command(ServerDirectory directory, int port);

    /** Whether the server accepts requests now. */
    boolean isReady(int port);

    /** The signal for an orderly and fast shutdown. */
    Signal stopSignal();
}
