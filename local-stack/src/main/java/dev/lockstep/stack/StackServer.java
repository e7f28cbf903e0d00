package dev.lockstep.stack;

/** A server of one technology, whichever way it is run. */
public abstract sealed class StackServer implements ServerProcess
        permits PostgresServer, MongoServer, RedisServer, KafkaServer {

    private final ServerProcess process;

    StackServer(ServerProcess process, ServerKind kind) {
        if (process.kind() != kind) {
            throw new IllegalArgumentException("a " + process.kind() + " process is no " + kind);
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
    public final boolean isOurs() {
        return process.isOurs();
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
