package dev.lockstep.stack.redis;

import dev.lockstep.stack.port.PortProbe;
import dev.lockstep.stack.server.ServerAddress;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Checks whether a Redis server answers PING. A server that is loading its data answers with an error. */
public final class RedisProbe {

    private static final int LIMIT_MILLIS = 2_000;

    private RedisProbe() {}

    /** Whether the server on this port answers PING. An empty password means that the server has none. */
    public static boolean isReady(int port, String password) {
        if (!PortProbe.isOpen(port)) {
            return false;
        }
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .timeoutMillis(LIMIT_MILLIS)
                .password(password.isEmpty() ? null : password)
                .build();
        try (Jedis jedis = new Jedis(new HostAndPort(ServerAddress.LOOPBACK, port), config)) {
            return jedis.ping().equals("PONG");
        } catch (JedisException ignored) {
            return false;
        }
    }
}
