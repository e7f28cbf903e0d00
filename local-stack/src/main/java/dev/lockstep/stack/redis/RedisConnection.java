package dev.lockstep.stack.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One connection for one thread: commands are written in a row, answers come in the same order. */
public final class RedisConnection implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration READ_LIMIT = Duration.ofSeconds(30);
    private static final int BUFFER = 64 * 1024;

    private final Socket socket;
    private final BufferedOutputStream out;
    private final RedisReader in;

    private RedisConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        this.in = new RedisReader(new BufferedInputStream(socket.getInputStream(), BUFFER));
    }

    public static RedisConnection open(String host, int port) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) READ_LIMIT.toMillis());
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT_LIMIT.toMillis());
            return new RedisConnection(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot reach Redis at %s:%d: %s".formatted(host, port, e.getMessage()), e);
        }
    }

    /** Opens {@code redis://[:password@]host:port[/database]}. */
    public static RedisConnection open(URI uri) {
        RedisConnection connection = open(uri.getHost(), uri.getPort());
        String user = uri.getUserInfo();
        connection.authenticate(user == null ? "" : user.substring(user.indexOf(':') + 1));
        String path = uri.getPath();
        if (path != null && path.length() > 1) {
            connection.call("SELECT", path.substring(1));
        }
        return connection;
    }

    /** Gives the password; an empty one means that there is none to give. */
    public void authenticate(String password) {
        if (!password.isEmpty()) {
            call("AUTH", password);
        }
    }

    public boolean isServing() {
        send("PING");
        return receive() instanceof RedisReply.Status;
    }

    /** Sends one command and awaits its answer; an error is thrown. */
    public RedisReply call(String... words) {
        send(words);
        return receiveOrThrow(words[0]);
    }

    /** Like {@link #call(String...)} with binary words. */
    public RedisReply call(byte[]... words) {
        send(words);
        return receiveOrThrow(new String(words[0], StandardCharsets.US_ASCII));
    }

    private RedisReply receiveOrThrow(String command) {
        RedisReply reply = receive();
        if (reply instanceof RedisReply.Failure failure) {
            throw new IllegalStateException(command + ": " + failure.message());
        }
        return reply;
    }

    /** Answers every command of the batch, in one round trip; errors are among the answers. */
    public List<RedisReply> callAll(List<byte[][]> commands) {
        commands.forEach(this::write);
        flush();
        List<RedisReply> replies = new ArrayList<>(commands.size());
        commands.forEach(_sent -> replies.add(receive()));
        return replies;
    }

    private void send(String... words) {
        send(Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new));
    }

    private void send(byte[]... words) {
        write(words);
        flush();
    }

    private void write(byte[][] words) {
        try {
            line('*', words.length);
            for (byte[] word : words) {
                line('$', word.length);
                out.write(word);
                out.write('\r');
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(char kind, int length) throws IOException {
        out.write((kind + Integer.toString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RedisReply receive() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
