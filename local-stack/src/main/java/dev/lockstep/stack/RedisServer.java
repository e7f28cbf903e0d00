package dev.lockstep.stack;

import dev.lockstep.stack.redis.RedisConnection;
import java.net.URI;

/** A Redis server with sixteen logical databases and an append-only file. */
public final class RedisServer extends StackServer {

    /** How many logical databases there are. */
    public static final int DATABASES = 16;

    private final String password;

    RedisServer(ServerProcess process, String password) {
        super(process, ServerKind.REDIS);
        this.password = password;
    }

    /** Empty when none is asked for. */
    public String password() {
        return password;
    }

    /** {@code redis://} with the password, if there is one, and the logical database. */
    public String uri(int database) {
        String secret = password.isEmpty() ? "" : ":" + password + "@";
        return "redis://" + secret + address() + "/" + database;
    }

    public RedisConnection connect(int database) {
        return RedisConnection.open(URI.create(uri(database)));
    }
}
