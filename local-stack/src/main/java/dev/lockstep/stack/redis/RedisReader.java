package dev.lockstep.stack.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads answers off the wire. */
final class RedisReader {

    private final InputStream in;

    RedisReader(InputStream in) {
        this.in = in;
    }

    RedisReply read() throws IOException {
        int kind = in.read();
        return switch (kind) {
            case '+' -> new RedisReply.Status(line());
            case '-' -> new RedisReply.Failure(line());
            case ':' -> new RedisReply.Whole(Long.parseLong(line()));
            case '$' -> bulk(Integer.parseInt(line()));
            case '*' -> many(Integer.parseInt(line()));
            case -1 -> throw new EOFException("Redis closed the connection");
            default -> throw new IOException("not an answer of Redis: " + (char) kind);
        };
    }

    private RedisReply bulk(int length) throws IOException {
        if (length < 0) {
            return new RedisReply.Nothing();
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || in.readNBytes(2).length < 2) {
            throw new EOFException("Redis closed the connection in an answer");
        }
        return new RedisReply.Bulk(bytes);
    }

    private RedisReply many(int count) throws IOException {
        if (count < 0) {
            return new RedisReply.Nothing();
        }
        List<RedisReply> elements = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            elements.add(read());
        }
        return new RedisReply.Many(elements);
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis closed the connection in a line");
            }
            text.append((char) next);
        }
        if (in.read() != '\n') {
            throw new IOException("a line of Redis ends with CR LF");
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
