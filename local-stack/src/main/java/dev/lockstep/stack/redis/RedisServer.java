package dev.lockstep.stack.redis;

import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.server.LocalServerProcess;
import dev.lockstep.stack.server.Server;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProcess;
import java.net.URI;
import redis.clients.jedis.Jedis;

/** A Redis server with sixteen logical databases. */
public final class RedisServer extends Server {

    /** The number of logical databases. */
    public static final int DATABASES = 16;

    private final String password;

    public RedisServer(ServerProcess process, String password) {
        super(process, ServerKind.REDIS);
        this.password = password;
    }

    /** Creates a server as a child process. An empty password means that clients need none. */
    public static RedisServer local(ServerDirectory directory, int port, String password, ProcessLifetime lifetime) {
        return local(directory, port, password, lifetime, "");
    }

    /**
     * Creates a server with more settings.
     *
     * @param settings lines of {@code redis.conf}
     */
    public static RedisServer local(
            ServerDirectory directory, int port, String password, ProcessLifetime lifetime, String settings) {
        RedisProgram program = new RedisProgram(password, settings);
        return new RedisServer(new LocalServerProcess(program, directory, port, lifetime), password);
    }

    /** The password of clients, empty if they need none. */
    public String password() {
        return password;
    }

    /** Returns the {@code redis://} URI of a logical database, with the password if there is one. */
    public String uri(int database) {
        String credentials = password.isEmpty() ? "" : ":" + password + "@";
        return "redis://" + credentials + address() + "/" + database;
    }

    public Jedis connect(int database) {
        return JedisConnections.open(URI.create(uri(database)));
    }
}
