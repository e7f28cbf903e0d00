package dev.lockstep.stack.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What Redis answers, by the kinds of its protocol (RESP2). */
public sealed interface RedisReply {

    record Status(String text) implements RedisReply {}

    record Failure(String message) implements RedisReply {}

    record Whole(long value) implements RedisReply {}

    /** A string of bytes. */
    @SuppressWarnings("ArrayRecordComponent") // Read once and dropped; never compared.
    record Bulk(byte[] bytes) implements RedisReply {

        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    record Nothing() implements RedisReply {}

    record Many(List<RedisReply> elements) implements RedisReply {

        public Many {
            elements = List.copyOf(elements);
        }
    }
}
