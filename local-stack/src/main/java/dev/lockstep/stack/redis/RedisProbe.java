package dev.lockstep.stack.redis;

import dev.lockstep.stack.port.PortProbe;
import dev.lockstep.stack.server.ServerAddress;
import java.util.List;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisException;

/** Checks whether a Redis server writes. While it loads its data or cannot write its file, it answers with an error. */
public final class RedisProbe {

    private static final int LIMIT_MILLIS = 2_000;
    private static final String KEY = "lockstep:probe";

    private RedisProbe() {}

    /**
     * Whether the server on this port writes. The key is deleted in the same transaction, so no client ever sees it. An
     * empty password means that the server has none.
     */
    public static boolean isReady(int port, String password) {
        if (!PortProbe.isOpen(port)) {
            return false;
        }
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .timeoutMillis(LIMIT_MILLIS)
                .password(password.isEmpty() ? null : password)
                .build();
        try (Jedis jedis = new Jedis(new HostAndPort(ServerAddress.LOOPBACK, port), config)) {
            Transaction transaction = jedis.multi();
            transaction.set(KEY, "");
            transaction.del(KEY);
            return transaction.exec().equals(List.of("OK", 1L));
        } catch (JedisException ignored) {
            return false;
        }
    }
}
