package dev.lockstep.stack.mongo;

import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.server.LocalServerProcess;
import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;

/** A MongoDB server, or a local server with MongoDB's protocol that does not have all features of MongoDB. */
public final class MongoServer extends Server {

    private final MongoUri uri;

    public MongoServer(ServerProcess process, MongoUri uri) {
        super(process, ServerKind.MONGO);
        this.uri = uri;
    }

    public static MongoServer local(ServerDirectory directory, int port, ProcessLifetime lifetime) {
        ServerProcess process = new LocalServerProcess(new MongoProgram(), directory, port, lifetime);
        return new MongoServer(process, MongoUri.parse("mongodb://" + process.address()));
    }

    /** Returns the connection string of a database on this server. */
    public String uri(String database) {
        return uri.withDatabase(database);
    }
}
