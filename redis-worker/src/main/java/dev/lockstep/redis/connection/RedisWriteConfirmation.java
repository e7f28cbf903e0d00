package dev.lockstep.redis.connection;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Waits until all writes up to now are durable: on the server's disk, if the server has an append-only file and can
 * confirm it (WAITAOF), and in the memory of a number of replicas (WAIT).
 *
 * @param limit how long the server may take for each of the two
 * @param replicas the number of replicas; usually 0
 */
record RedisWriteConfirmation(RedisSession session, Duration limit, int replicas) {
    private static final String APPEND_ONLY_FILE_IS_OFF = "appendonly is disabled";
    private static final String IS_REPLICA = "cannot be used with replica instances";
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

    void await() {
        if (session.version().hasWaitAofCommand()) {
            try {
                awaitDisk();
            } catch (RedisCommandExecutionException e) {
                handleRefusal(e);
            }
        }
        if (replicas > 0) {
            try {
                awaitReplicas();
            } catch (RedisCommandExecutionException e) {
                throw demotedOr(e);
            }
        }
    }

    // The server's own disk only. Replicas are asked by WAIT, because they may have no append-only file.
    private void awaitDisk() {
        List<Object> confirmations = session.call(redis -> redis.dispatch(
                WAITAOF,
                new ArrayOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add(1).add(0).add(limit.toMillis())));
        if (confirmations.getFirst().equals(0L)) {
            throw new RedisCommandTimeoutException(
                    "the server did not write its append-only file to disk within %d ms; set appendfsync to everysec or always"
                            .formatted(limit.toMillis()));
        }
    }

    private void awaitReplicas() {
        long confirmed = session.<Long>call(redis -> redis.waitForReplication(replicas, limit.toMillis()));
        if (confirmed < replicas) {
            throw new RedisCommandTimeoutException(
                    "%d replicas have received the writes within %d ms; expected %d (option confirm-replicas)"
                            .formatted(confirmed, limit.toMillis(), replicas));
        }
    }

    // A server without the file can refuse for another reason: the user or the provider does not allow the command.
    private void handleRefusal(RedisCommandExecutionException refusal) {
        boolean isFileOff = String.valueOf(refusal.getMessage()).contains(APPEND_ONLY_FILE_IS_OFF);
        if (!isFileOff && (isFromReplica(refusal) || session.serverInfo().hasAppendOnlyFile())) {
            throw demotedOr(refusal);
        }
    }

    private static RedisCommandExecutionException demotedOr(RedisCommandExecutionException error) {
        return isFromReplica(error)
                ? new RedisCommandExecutionException("READONLY " + error.getMessage(), error)
                : error;
    }

    private static boolean isFromReplica(RedisCommandExecutionException error) {
        return String.valueOf(error.getMessage()).contains(IS_REPLICA);
    }
}
