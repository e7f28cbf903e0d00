package dev.lockstep.stack.mongo;

import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.server.LocalServerProcess;
import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;
import java.nio.file.Path;
import java.util.List;

/** A MongoDB server, or a local server with MongoDB's protocol that does not have all features of MongoDB. */
public final class MongoServer extends Server {

    private final MongoUri uri;

    public MongoServer(ServerProcess process, MongoUri uri) {
        super(process, ServerKind.MONGO);
        this.uri = uri;
    }

    public static MongoServer local(ServerDirectory directory, int port, ProcessLifetime lifetime) {
        ServerProcess process = new LocalServerProcess(new MongoProgram(List.of()), directory, port, lifetime);
        return new MongoServer(process, MongoUri.parse("mongodb://" + process.address()));
    }

    /**
     * Creates a server that accepts only TLS, which its connection strings require too.
     *
     * @param certificate a PEM file with the certificate and those of its issuers
     * @param key a PEM file with the private key (PKCS #8) of an RSA certificate
     */
    public static MongoServer localWithTls(
            ServerDirectory directory, int port, ProcessLifetime lifetime, Path certificate, Path key) {
        MongoProgram program = new MongoProgram(List.of(certificate.toString(), key.toString()));
        ServerProcess process = new LocalServerProcess(program, directory, port, lifetime);
        return new MongoServer(process, MongoUri.parse("mongodb://localhost:%d/?tls=true".formatted(port)));
    }

    /** Returns the connection string of a database on this server. */
    public String uri(String database) {
        return uri.withDatabase(database);
    }
}
