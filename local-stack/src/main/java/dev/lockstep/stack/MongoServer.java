package dev.lockstep.stack;

/** A server that speaks MongoDB's protocol: the real one, or one that is good enough to develop on. */
public final class MongoServer extends StackServer {

    private final MongoUri uri;

    MongoServer(ServerProcess process, MongoUri uri) {
        super(process, ServerKind.MONGO);
        this.uri = uri;
    }

    static MongoServer local(ServerProcess process) {
        return new MongoServer(process, MongoUri.parse("mongodb://" + process.address()));
    }

    /** The connection string that names this database. */
    public String uri(String database) {
        return uri.withDatabase(database);
    }

    /** What this server can do, asked of the server itself; a stand-in lacks some of it. */
    public MongoCapabilities capabilities() {
        return MongoProbe.capabilitiesOf(uri("lockstep_probe"));
    }
}
