package dev.lockstep.stack;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import java.util.Optional;

/** A MongoDB that somebody else runs and names by {@code LOCKSTEP_TEST_MONGO_URI}: used, never started or harmed. */
final class ExternalMongo implements ServerProcess {

    static final String VARIABLE = "LOCKSTEP_TEST_MONGO_URI";

    private final String uri;

    private ExternalMongo(String uri) {
        this.uri = uri;
    }

    static Optional<MongoServer> named() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(uri -> !uri.isBlank())
                .map(uri -> new MongoServer(new ExternalMongo(uri), MongoUri.parse(uri)));
    }

    @Override
    public ServerKind kind() {
        return ServerKind.MONGO;
    }

    @Override
    public dev.lockstep.stack.ServerAddress address() {
        ServerAddress first =
                new ServerAddress(new ConnectionString(uri).getHosts().getFirst());
        return new dev.lockstep.stack.ServerAddress(first.getHost(), first.getPort());
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public long pid() {
        throw notOurs("has no process here");
    }

    @Override
    public boolean isRunning() {
        return true;
    }

    @Override
    public void start() {
        // It runs already, or its first user will say that it does not.
    }

    @Override
    public void stop() {
        throw notOurs("is not stopped");
    }

    @Override
    public void kill() {
        throw notOurs("is not killed");
    }

    @Override
    public void pause() {
        throw notOurs("is not paused");
    }

    @Override
    public void resume() {
        throw notOurs("is not resumed");
    }

    @Override
    public String log() {
        return "";
    }

    private static UnsupportedOperationException notOurs(String what) {
        return new UnsupportedOperationException("the MongoDB named by " + VARIABLE + " " + what);
    }
}
