package dev.lockstep.testservers.provider;

import com.mongodb.ConnectionString;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.mongo.MongoUri;
import dev.lockstep.stack.server.ServerAddress;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;
import java.util.Optional;

/** The MongoDB server of environment variable {@value #VARIABLE}. Tests never start, stop, kill or pause it. */
public final class ExternalMongo implements ServerProcess {

    public static final String VARIABLE = "LOCKSTEP_TEST_MONGO_URI";

    private final String uri;

    private ExternalMongo(String uri) {
        this.uri = uri;
    }

    /** Returns empty if the variable is not set. */
    public static Optional<MongoServer> configured() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(uri -> !uri.isBlank())
                .map(uri -> new MongoServer(new ExternalMongo(uri), MongoUri.parse(uri)));
    }

    @Override
    public ServerKind kind() {
        return ServerKind.MONGO;
    }

    @Override
    public ServerAddress address() {
        var first = new com.mongodb.ServerAddress(
                new ConnectionString(uri).getHosts().getFirst());
        return new ServerAddress(first.getHost(), first.getPort());
    }

    @Override
    public boolean isManaged() {
        return false;
    }

    @Override
    public long pid() {
        throw unsupported("has no pid that can be used");
    }

    @Override
    public boolean isRunning() {
        return true;
    }

    @Override
    public void start() {
        // The server is expected to be running. If it is not, the first connection fails.
    }

    @Override
    public void stop() {
        throw unsupported("cannot be stopped");
    }

    @Override
    public void kill() {
        throw unsupported("cannot be killed");
    }

    @Override
    public void pause() {
        throw unsupported("cannot be paused");
    }

    @Override
    public void resume() {
        throw unsupported("cannot be resumed");
    }

    @Override
    public String log() {
        return "";
    }

    private static UnsupportedOperationException unsupported(String problem) {
        return new UnsupportedOperationException("the MongoDB of " + VARIABLE + " " + problem + " by tests");
    }
}
