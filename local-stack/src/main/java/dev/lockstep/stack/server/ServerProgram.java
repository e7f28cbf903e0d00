package dev.lockstep.stack.server;

import dev.lockstep.stack.process.Signal;
import java.util.List;

/** Prepares, starts, checks and stops one kind of server as a child process. */
public interface ServerProgram {

    ServerKind kind();

    /** Creates the data directory, or prepares it for a start after a crash. Called before {@link #command}. */
    void prepare(ServerDirectory directory, int port);

    List<String> command(ServerDirectory directory, int port);

    /** The configuration file of the server. Empty if it has none. */
    default String configuration(ServerDirectory directory, int port) {
        return "";
    }

    /** Asks the server a question that it can only answer if it works. Returns false if it does not answer in time. */
    boolean isReady(int port);

    /** The signal for an orderly and fast shutdown. */
    Signal stopSignal();
}
