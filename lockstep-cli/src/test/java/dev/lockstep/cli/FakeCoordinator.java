package dev.lockstep.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An HTTP server that sends prepared responses in order, repeats the last one, and records all requests. */
final class FakeCoordinator implements AutoCloseable {

    record ReceivedRequest(
            String line, String contentType, String ifMatch, String authorization, String onBehalfOf, String body) {}

    private record Response(int status, String type, String location, String body) {}

    private final HttpServer server;
    private final Deque<Response> responses = new ArrayDeque<>();
    private final List<ReceivedRequest> requests = new ArrayList<>();

    FakeCoordinator() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeCoordinator answers(int status, String json) {
        responses.add(new Response(status, "application/json", "", json));
        return this;
    }

    FakeCoordinator refuses(int status, String problem) {
        responses.add(new Response(status, "application/problem+json", "", problem));
        return this;
    }

    FakeCoordinator redirects(String location) {
        responses.add(new Response(302, "text/plain", location, "moved"));
        return this;
    }

    CoordinatorClient client() {
        return client(new Credentials(null, "no token", null));
    }

    CoordinatorClient client(Credentials credentials) {
        return new CoordinatorClient(URI.create(url()), credentials);
    }

    List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        requests.add(new ReceivedRequest(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                String.valueOf(exchange.getRequestHeaders().getFirst("If-Match")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Lockstep-On-Behalf-Of")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Response response = responses.size() > 1 ? responses.removeFirst() : responses.getFirst();
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", response.type());
        if (!response.location().isEmpty()) {
            exchange.getResponseHeaders().set("Location", response.location());
        }
        exchange.sendResponseHeaders(response.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
