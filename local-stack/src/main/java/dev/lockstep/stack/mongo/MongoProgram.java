package dev.lockstep.stack.mongo;

import dev.lockstep.stack.mongo.embedded.MongoServerMain;
import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerJvm;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProgram;
import java.util.ArrayList;
import java.util.List;

/** Runs mongo-java-server with an H2 file as its storage, in its own JVM. */
final class MongoProgram implements ServerProgram {
    /** Enough for a million documents of 300 bytes and the journal of a step that changes all of them. */
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
        List<String> command =
                new ArrayList<>(ServerJvm.command(MongoServerMain.class, HEAP, file, Integer.toString(port)));
        command.add(1, "-XX:+ExitOnOutOfMemoryError"); // A server without memory must not go on half dead.
        return command;
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
