package dev.lockstep.redis.connection;

import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Credentials;
import dev.lockstep.worker.TargetSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens sessions on one target, and keeps those of dispatches for the next ones. */
public final class RedisConnections implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 10;
    /** For the running dispatch and for one that supersedes it, each with two sessions. */
    private static final int MAX_IDLE_SESSIONS = 4;

    private static final Duration MAX_IDLE_TIME = Duration.ofMinutes(1);
    /** A connection that was not used for this long may have been lost without a sign of it. */
    private static final Duration TRUSTED_IDLE_TIME = Duration.ofSeconds(1);

    private static final Duration PING_TIMEOUT = Duration.ofSeconds(1);

    private final RedisClient client;
    private final RedisURI address;
    private final TargetSettings settings;
    private final Duration timeout;
    private final int confirmReplicas;
    private final Deque<RedisSession> idle = new ArrayDeque<>();
    private @Nullable RedisSession shared;
    private boolean closed;

    /**
     * Creates the connections without contacting the server.
     *
     * @param timeout how long a session waits for one reply
     * @param confirmReplicas the number of replicas that must have received writes before they are confirmed
     */
    public RedisConnections(RedisClient client, TargetSettings settings, Duration timeout, int confirmReplicas) {
        this.client = client;
        this.address = address(settings);
        this.settings = settings;
        this.timeout = timeout;
        this.confirmReplicas = confirmReplicas;
    }

    /** Opens a session, which the caller closes. */
    public RedisSession open() {
        return new RedisSession(connect(), timeout, confirmReplicas);
    }

    /**
     * Runs the work in a session of its own. The session is kept for later work only after the work has ended well, so
     * a kept session has no unread replies.
     */
    public <T> T withSession(Function<RedisSession, T> work) {
        RedisSession session = take();
        try {
            T result = work.apply(session);
            keep(session);
            return result;
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    private RedisSession take() {
        RedisSession kept = pollIdle();
        while (kept != null) {
            if (kept.idle().compareTo(TRUSTED_IDLE_TIME) < 0 || kept.answers(PING_TIMEOUT)) {
                return kept;
            }
            kept = pollIdle();
        }
        return open();
    }

    private synchronized @Nullable RedisSession pollIdle() {
        closeUnused();
        return idle.pollFirst();
    }

    private synchronized void keep(RedisSession session) {
        session.markUsed();
        if (closed || idle.size() == MAX_IDLE_SESSIONS) {
            session.close();
        } else {
            idle.addFirst(session);
        }
    }

    /** Lost sessions are closed too, because the driver's client keeps every connection that was not closed. */
    private void closeUnused() {
        List<RedisSession> unused = idle.stream()
                .filter(session -> !session.isOpen() || session.idle().compareTo(MAX_IDLE_TIME) > 0)
                .toList();
        idle.removeAll(unused);
        unused.forEach(RedisSession::close);
    }

    // If the server refuses a connection and closes it before the driver has read the refusal, the driver's exception
    // does not contain the refusal: its cause is an IllegalStateException of the driver's own handler. Then another
    // attempt is made, to get the refusal.
    private StatefulRedisConnection<byte[], byte[]> connect() {
        for (int attempt = 1; ; attempt++) {
            try {
                return client.connect(ByteArrayCodec.INSTANCE, address);
            } catch (RedisConnectionException e) {
                if (attempt == MAX_ATTEMPTS || !(e.getCause() instanceof IllegalStateException)) {
                    throw e;
                }
            }
        }
    }

    /** Returns the session for short commands, which all threads share. Opens a new one if the connection is lost. */
    public synchronized RedisSession shared() {
        closeUnused();
        RedisSession current = shared;
        if (current != null && current.isOpen()) {
            return current;
        }
        if (current != null) {
            current.close();
        }
        RedisSession opened = open();
        shared = opened;
        return opened;
    }

    /** How Redis's own program reaches the server, with the current credentials. */
    public RedisCliAccess cliAccess() {
        return RedisCliAccess.of(address, settings);
    }

    private static RedisURI address(TargetSettings settings) {
        RedisURI address = RedisAddress.parse(settings, "url", settings.url());
        if (settings.credentials().current().password() != null) {
            address.setCredentialsProvider(RedisCredentialsProvider.from(() -> credentials(settings.credentials())));
        }
        address.setClientName("lockstep");
        return address;
    }

    /** Called for each new connection, because the credentials can change. */
    private static RedisCredentials credentials(CredentialSource source) {
        Credentials current = source.current();
        return RedisCredentials.just(current.username(), String.valueOf(current.password()));
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(RedisSession::close);
        idle.clear();
        if (shared != null) {
            shared.close();
        }
    }
}
