package dev.lockstep.stack.server;

import java.util.Optional;

/** A server of one kind. Subclasses add connection strings and the creation of databases or topics. */
public abstract class Server implements ServerProcess {

    private final ServerProcess process;

    protected Server(ServerProcess process, ServerKind kind) {
        if (process.kind() != kind) {
            throw new IllegalArgumentException("process is of kind " + process.kind() + ", expected " + kind);
        }
        this.process = process;
    }

    @Override
    public final ServerKind kind() {
        return process.kind();
    }

    @Override
    public final ServerAddress address() {
        return process.address();
    }

    @Override
    public final long pid() {
        return process.pid();
    }

    @Override
    public final boolean isRunning() {
        return process.isRunning();
    }

    @Override
    public final Optional<String> startReason() {
        return process.startReason();
    }

    @Override
    public final void start() {
        process.start();
    }

    @Override
    public final void stop() {
        process.stop();
    }

    @Override
    public final void kill() {
        process.kill();
    }

    @Override
    public final void pause() {
        process.pause();
    }

    @Override
    public final void resume() {
        process.resume();
    }

    @Override
    public final boolean isManaged() {
        return process.isManaged();
    }

    @Override
    public final String log() {
        return process.log();
    }

    @Override
    public final String toString() {
        return kind().label() + " at " + address();
    }
}
