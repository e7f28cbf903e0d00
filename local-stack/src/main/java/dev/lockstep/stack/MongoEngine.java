package dev.lockstep.stack;

import dev.lockstep.stack.child.MongoServerMain;
import dev.lockstep.stack.process.Signal;
import java.util.List;

/** mongo-java-server with its H2 store, in a JVM of its own. */
final class MongoEngine implements LocalEngine {

    @Override
    public ServerKind kind() {
        return ServerKind.MONGO;
    }

    @Override
    public void prepare(ServerHome home, int port) {
        home.create();
    }

    @Override
    public List<String> command(ServerHome home, int port) {
        String file = home.directory().resolve("data.mv").toString();
        return ChildJvm.command(MongoServerMain.class, "256m", file, Integer.toString(port));
    }

    @Override
    public boolean isReady(int port) {
        return Probe.accepts(port); // It listens only after its store is open.
    }

    @Override
    public Signal gently() {
        return Signal.TERM;
    }
}
