package dev.lockstep.redis.connection;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with one server: what is asked in one breath is sent as one, and an answer that does not come in time
 * is an exception. Once lost it stays lost.
 */
public final class RedisSession implements AutoCloseable {
    private static final ProtocolKeyword WAITAOF = new ProtocolKeyword() {
        @Override
        public byte[] getBytes() {
            return toString().getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return "WAITAOF";
        }
    };

    private static final byte[] NO_ANSWER = {};
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Duration patience;

    RedisSession(StatefulRedisConnection<byte[], byte[]> connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
        connection.setAutoFlushCommands(false);
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /** Asks and waits for the answer, which is null where Redis has none. */
    public <T extends @Nullable Object> T ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        return await(send(command));
    }

    /** Asks and goes on; {@link #await} has the answer. */
    public <T extends @Nullable Object> RedisFuture<T> send(
            Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        RedisFuture<T> answer = command.apply(connection.async());
        connection.flushCommands();
        return answer;
    }

    /** Asks the same of each and waits for all answers. */
    public <K, T extends @Nullable Object> List<T> askEach(
            List<K> items, Function<K, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>>> command) {
        List<RedisFuture<T>> answers = new ArrayList<>(items.size());
        items.forEach(item -> answers.add(command.apply(item).apply(connection.async())));
        connection.flushCommands();
        List<T> values = new ArrayList<>(items.size());
        answers.forEach(answer -> values.add(await(answer)));
        return values;
    }

    /** Waits for an answer; a server that gives none in time may never, so the session ends with that. */
    public <T extends @Nullable Object> T await(RedisFuture<T> answer) {
        try {
            return LettuceFutures.awaitOrCancel(answer, patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RedisCommandTimeoutException e) {
            close();
            throw e;
        }
    }

    /** Runs one script and waits for its answer. */
    public byte[] run(ScriptCall call) {
        return answersOf(submit(List.of(call))).getFirst();
    }

    /** Runs one script whose answer is a list: of texts, of nothing, and of lists. */
    public List<@Nullable Object> runForList(ScriptCall call) {
        try {
            return await(sent(call));
        } catch (RedisNoScriptException _lost) {
            load(call.script());
            return await(sent(call));
        }
    }

    private RedisFuture<List<@Nullable Object>> sent(ScriptCall call) {
        RedisFuture<List<@Nullable Object>> answer = evaluate(call, ScriptOutputType.MULTI);
        connection.flushCommands();
        return answer;
    }

    /** Sends the scripts in one breath; {@link #answersOf} has what they say. */
    public Submitted submit(List<ScriptCall> calls) {
        List<RedisFuture<byte[]>> answers = new ArrayList<>(calls.size());
        calls.forEach(call -> answers.add(evaluate(call, ScriptOutputType.VALUE)));
        connection.flushCommands();
        return new Submitted(calls, answers);
    }

    /** What each script said, in their order; those that the server has lost are given to it again. */
    public List<byte[]> answersOf(Submitted submitted) {
        List<byte[]> answers = new ArrayList<>(submitted.calls.size());
        List<Integer> lost = new ArrayList<>();
        for (int index = 0; index < submitted.calls.size(); index++) {
            answers.add(answerOf(submitted.answers.get(index), index, lost));
        }
        if (!lost.isEmpty()) {
            List<byte[]> late = again(lost.stream().map(submitted.calls::get).toList());
            for (int index = 0; index < lost.size(); index++) {
                answers.set(lost.get(index), late.get(index));
            }
        }
        return answers;
    }

    private byte[] answerOf(RedisFuture<byte[]> answer, int index, List<Integer> lost) {
        try {
            return await(answer);
        } catch (RedisNoScriptException _lost) {
            lost.add(index);
            return NO_ANSWER;
        }
    }

    private List<byte[]> again(List<ScriptCall> calls) {
        calls.stream().map(ScriptCall::script).distinct().forEach(this::load);
        return submit(calls).answers.stream().map(this::await).toList();
    }

    private void load(RedisScript script) {
        ask(redis -> redis.scriptLoad(script.text()));
    }

    private <T> RedisFuture<T> evaluate(ScriptCall call, ScriptOutputType type) {
        byte[][] keys = call.keys().stream().map(RedisKey::bytes).toArray(byte[][]::new);
        byte[][] arguments = call.arguments().toArray(byte[][]::new);
        return connection.async().evalsha(call.script().digest(), type, keys, arguments);
    }

    public ServerFacts facts() {
        return ServerFacts.parse(ask(RedisAsyncCommands::info));
    }

    /** Returns once all that was written so far is on the server's disk; from 7.2 on, and with the append-only file. */
    public void awaitDisk() {
        // Less than our patience, so that the server says no before we give up listening.
        long limit = patience.toMillis() * 9 / 10;
        List<Object> disks = ask(redis -> redis.dispatch(
                WAITAOF,
                new ArrayOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add(1).add(0).add(limit)));
        if (disks.getFirst().equals(0L)) {
            throw new RedisCommandTimeoutException(
                    "the append-only file was not on disk after %d ms: is appendfsync everysec or always?"
                            .formatted(limit));
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    /** Scripts on their way. */
    public static final class Submitted {
        private final List<ScriptCall> calls;
        private final List<RedisFuture<byte[]>> answers;

        private Submitted(List<ScriptCall> calls, List<RedisFuture<byte[]>> answers) {
            this.calls = calls;
            this.answers = answers;
        }
    }
}
