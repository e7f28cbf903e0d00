package dev.lockstep.stack.mongo;

import dev.lockstep.stack.mongo.embedded.MongoServerMain;
import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerJvm;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProgram;
import java.util.List;

/** Runs mongo-java-server with an H2 file as its storage, in its own JVM. */
final class MongoProgram implements ServerProgram {
    /** The H2 storage keeps most data in its file; a server that needs more memory exits. */
    private static final String HEAP = "512m";

    @Override
    public ServerKind kind() {
        return ServerKind.MONGO;
    }

    @Override
    public void prepare(ServerDirectory directory, int port) {
        directory.create();
    }

    @Override
    public List<String> command(ServerDirectory directory, int port) {
        String file = directory.path().resolve("data.mv").toString();
        return ServerJvm.command(MongoServerMain.class, HEAP, file, Integer.toString(port));
    }

    @Override
    public boolean isReady(int port) {
        return MongoProbe.isReady(port);
    }

    @Override
    public Signal stopSignal() {
        return Signal.TERM;
    }
}
