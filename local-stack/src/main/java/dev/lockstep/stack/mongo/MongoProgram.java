package dev.lockstep.stack.mongo;

import dev.lockstep.stack.mongo.embedded.MongoServerMain;
import dev.lockstep.stack.port.PortProbe;
import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerJvm;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProgram;
import java.util.ArrayList;
import java.util.List;

/** Runs mongo-java-server with an H2 file as its storage, in its own JVM. */
final class MongoProgram implements ServerProgram {
    /** The H2 storage keeps most data in its file; a server that needs more memory exits. */
    private static final String HEAP = "512m";

    private final List<String> tlsFiles;

    /**
     * @param tlsFiles the files of the certificate and of its key; empty for a server without TLS
     */
    MongoProgram(List<String> tlsFiles) {
        this.tlsFiles = List.copyOf(tlsFiles);
    }

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
        List<String> arguments = new ArrayList<>(List.of(file, Integer.toString(port)));
        arguments.addAll(tlsFiles);
        return ServerJvm.command(MongoServerMain.class, HEAP, arguments.toArray(String[]::new));
    }

    @Override
    public boolean isReady(int port) {
        // The probe does not know the issuer of the certificate. The server listens after everything else is done.
        return tlsFiles.isEmpty() ? MongoProbe.isReady(port) : PortProbe.isOpen(port);
    }

    @Override
    public Signal stopSignal() {
        return Signal.TERM;
    }
}
