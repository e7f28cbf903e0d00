package dev.lockstep.testservers.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An HTTP server whose answers a test chooses, and which keeps what it receives. It answers 200 unless told otherwise. */
public final class TestEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Function<Received, Answer>> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    private TestEndpoint(HttpServer server) {
        this.server = server;
    }

    /** A request; the names of its headers are in lower case. */
    public record Received(String method, String path, Map<String, String> headers, String body) {}

    /** An answer. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public static Answer of(int status, String body) {
            return new Answer(status, Map.of(), body);
        }
    }

    public static TestEndpoint start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            TestEndpoint endpoint = new TestEndpoint(server);
            server.createContext("/", endpoint::handle);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    /** Answers requests to this path in this way from now on. */
    public void answer(String path, Function<Received, Answer> answer) {
        answers.put(path, answer);
    }

    /** Answers requests to this path with this status from now on. */
    public void answer(String path, int status) {
        answer(path, _ -> Answer.of(status, ""));
    }

    /** Answers 200 everywhere, and forgets what it has received. */
    public void reset() {
        answers.clear();
        received.clear();
    }

    /** The requests to paths that start like this, in the order of their arrival. */
    public List<Received> received(String path) {
        return received.stream()
                .filter(request -> request.path().startsWith(path))
                .toList();
    }

    /** The requests that name this migration. */
    public List<Received> ofMigration(String migration) {
        return received.stream()
                .filter(request -> migration.equals(request.headers().get("lockstep-migration")))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().entrySet().stream()
                            .collect(Collectors.toMap(
                                    header -> header.getKey().toLowerCase(Locale.ROOT),
                                    header -> header.getValue().getFirst())),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            received.add(request);
            Answer answer = answers.getOrDefault(request.path(), _ -> Answer.of(200, ""))
                    .apply(request);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] content = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), content.length == 0 ? -1 : content.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(content);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
