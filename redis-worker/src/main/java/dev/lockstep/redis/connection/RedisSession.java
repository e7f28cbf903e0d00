package dev.lockstep.redis.connection;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, with pipelined commands. Every wait ends after the session's timeout. After the
 * connection is lost, every call throws the driver's exception.
 */
public final class RedisSession implements AutoCloseable {
    // Stands for the reply of a script that the server does not have yet, until the script has run again.
    private static final byte[] NO_REPLY = {};
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Duration timeout;
    private final int confirmReplicas;
    private @Nullable ServerVersion version;
    private long usedAt = System.nanoTime();

    RedisSession(StatefulRedisConnection<byte[], byte[]> connection, Duration timeout, int confirmReplicas) {
        this.connection = connection;
        this.timeout = timeout;
        this.confirmReplicas = confirmReplicas;
        connection.setAutoFlushCommands(false);
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /** Sends a command and waits for its reply, which is null if Redis returns nil. */
    public <T extends @Nullable Object> T call(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        return await(send(command));
    }

    /** Sends a command; {@link #await} returns its reply. */
    public <T extends @Nullable Object> RedisFuture<T> send(
            Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        RedisFuture<T> reply = command.apply(connection.async());
        connection.flushCommands();
        return reply;
    }

    /** Sends one command per item in one pipeline and waits for all replies. */
    public <K, T extends @Nullable Object> List<T> callEach(
            List<K> items, Function<K, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>>> command) {
        List<RedisFuture<T>> replies = new ArrayList<>(items.size());
        items.forEach(item -> replies.add(command.apply(item).apply(connection.async())));
        connection.flushCommands();
        List<T> values = new ArrayList<>(items.size());
        replies.forEach(reply -> values.add(await(reply)));
        return values;
    }

    /** Waits for a reply. A time-out closes the session, because later replies may not arrive either. */
    public <T extends @Nullable Object> T await(RedisFuture<T> reply) {
        try {
            return LettuceFutures.awaitOrCancel(reply, timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RedisCommandTimeoutException e) {
            close();
            throw e;
        }
    }

    /** Runs one script that replies with a string. */
    public byte[] run(ScriptCall call) {
        return results(submit(List.of(call))).getFirst();
    }

    /** Sends one script that replies with a list; {@link #listOf} returns the list. */
    public SubmittedList submitForList(ScriptCall call) {
        RedisFuture<List<@Nullable Object>> reply = evaluate(call, ScriptOutputType.MULTI);
        connection.flushCommands();
        return new SubmittedList(call, reply);
    }

    /**
     * Waits for a list of strings, nulls and lists. Loads a script that the server does not have, and runs it again.
     */
    public List<@Nullable Object> listOf(SubmittedList submitted) {
        try {
            return await(submitted.reply);
        } catch (RedisNoScriptException _notLoaded) {
            load(submitted.call.script());
            return await(submitForList(submitted.call).reply);
        }
    }

    /** Sends scripts in one pipeline; {@link #results} returns their replies. */
    public SubmittedScripts submit(List<ScriptCall> calls) {
        List<RedisFuture<byte[]>> replies = new ArrayList<>(calls.size());
        calls.forEach(call -> replies.add(evaluate(call, ScriptOutputType.VALUE)));
        connection.flushCommands();
        return new SubmittedScripts(calls, replies);
    }

    /**
     * Waits for the reply of each script, in order. Loads scripts that the server does not have, and runs those again.
     */
    public List<byte[]> results(SubmittedScripts submitted) {
        List<byte[]> results = new ArrayList<>(submitted.calls.size());
        List<Integer> notLoaded = new ArrayList<>();
        for (int index = 0; index < submitted.calls.size(); index++) {
            results.add(result(submitted.replies.get(index), index, notLoaded));
        }
        if (!notLoaded.isEmpty()) {
            List<byte[]> repeated =
                    loadAndRun(notLoaded.stream().map(submitted.calls::get).toList());
            for (int index = 0; index < notLoaded.size(); index++) {
                results.set(notLoaded.get(index), repeated.get(index));
            }
        }
        return results;
    }

    private byte[] result(RedisFuture<byte[]> reply, int index, List<Integer> notLoaded) {
        try {
            return await(reply);
        } catch (RedisNoScriptException _notLoaded) {
            notLoaded.add(index);
            return NO_REPLY;
        }
    }

    private List<byte[]> loadAndRun(List<ScriptCall> calls) {
        calls.stream().map(ScriptCall::script).distinct().forEach(this::load);
        return submit(calls).replies.stream().map(this::await).toList();
    }

    private void load(RedisScript script) {
        call(redis -> redis.scriptLoad(script.text()));
    }

    private <T> RedisFuture<T> evaluate(ScriptCall call, ScriptOutputType type) {
        byte[][] keys = call.keys().stream().map(RedisKey::sharedBytes).toArray(byte[][]::new);
        byte[][] arguments = call.arguments().toArray(byte[][]::new);
        return connection.async().evalsha(call.script().sha1(), type, keys, arguments);
    }

    /** Returns the exception for an error of the server that a script has caught and returned. */
    public static RuntimeException serverError(String message) {
        return new RedisCommandExecutionException(message);
    }

    /** All fields of INFO, which takes longer than most commands. */
    public ServerInfo serverInfo() {
        return ServerInfo.parse(call(RedisAsyncCommands::info));
    }

    /** The id of the server's run, as in {@link ServerInfo#runId}. */
    public String runId() {
        return serverSection().runId();
    }

    /** The server's version. It is read once, because the connection ends with the server's process. */
    public synchronized ServerVersion version() {
        ServerVersion known = version == null ? serverSection().version() : version;
        version = known;
        return known;
    }

    /** The server's version to display, as in {@link ServerInfo#displayVersion}. */
    public String displayVersion() {
        return serverSection().displayVersion();
    }

    /** The numbers of the logical databases that have keys. */
    public List<Integer> databasesWithKeys() {
        return ServerInfo.parse(call(redis -> redis.info("keyspace"))).databases();
    }

    /** The time of the server in whole seconds. */
    public Instant serverTime() {
        List<byte[]> time = call(RedisAsyncCommands::time);
        return Instant.ofEpochSecond(Long.parseLong(new String(time.getFirst(), StandardCharsets.US_ASCII)));
    }

    private ServerInfo serverSection() {
        return ServerInfo.parse(call(redis -> redis.info("server")));
    }

    /** Returns a setting of the server; empty if the user may not read it or the server does not have it. */
    public String setting(String name) {
        try {
            return this.<Map<String, String>>call(redis -> redis.configGet(name))
                    .getOrDefault(name, "");
        } catch (RedisCommandExecutionException _refused) {
            return "";
        }
    }

    /**
     * Asks the server that commands of this session do not change when a key was last used.
     *
     * @return false if the server cannot do this, as before Redis 7.2, or does not permit it to the user
     */
    public boolean leaveKeysUntouched() {
        try {
            call(redis -> redis.dispatch(
                    CommandType.CLIENT,
                    new StatusOutput<>(ByteArrayCodec.INSTANCE),
                    new CommandArgs<>(ByteArrayCodec.INSTANCE).add("NO-TOUCH").add("ON")));
            return true;
        } catch (RedisCommandExecutionException _refused) {
            return false;
        }
    }

    /**
     * Waits until all writes up to now are durable, as far as the server can confirm it and the target's option
     * confirm-replicas requires it. The limit is shorter than the session's timeout, so that the server replies first.
     */
    public void confirmWrites() {
        new RedisWriteConfirmation(this, timeout.multipliedBy(9).dividedBy(10), confirmReplicas).await();
    }

    /** Notes that the session was used until now; see {@link #idle}. */
    void markUsed() {
        usedAt = System.nanoTime();
    }

    /** How long nobody has used the session. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - usedAt);
    }

    /** Returns whether the server answers within the limit. Closes the session if it does not. */
    boolean answers(Duration limit) {
        try {
            LettuceFutures.awaitOrCancel(send(RedisAsyncCommands::ping), limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RedisException _noAnswer) {
            close();
            return false;
        }
    }

    /** The number of replicas that must have received writes before they are confirmed. */
    public int confirmReplicas() {
        return confirmReplicas;
    }

    @Override
    public void close() {
        connection.close();
    }

    /** Scripts that were sent and whose replies have not been read yet. */
    public static final class SubmittedScripts {
        private final List<ScriptCall> calls;
        private final List<RedisFuture<byte[]>> replies;

        private SubmittedScripts(List<ScriptCall> calls, List<RedisFuture<byte[]>> replies) {
            this.calls = calls;
            this.replies = replies;
        }
    }

    /** A script that was sent and whose list has not been read yet. */
    public static final class SubmittedList {
        private final ScriptCall call;
        private final RedisFuture<List<@Nullable Object>> reply;

        private SubmittedList(ScriptCall call, RedisFuture<List<@Nullable Object>> reply) {
            this.call = call;
            this.reply = reply;
        }
    }
}
