package dev.lockstep.stack.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A service with a readiness endpoint, an endpoint that lists its environment variables and one that uses up its heap. It
 * fails at start with the message of {@value #FAILURE}.
 */
final class FakeService {

    static final String FAILURE = "FAKE_SERVICE_FAILURE";
    /** The same for a service that is started for a Redis target. Running services of other kinds are not restarted. */
    static final String REDIS_FAILURE = "LOCKSTEP_TARGETS_CACHE_FAILURE";

    private FakeService() {}

    public static void main(String[] arguments) throws IOException {
        String failure = System.getenv().getOrDefault(REDIS_FAILURE, System.getenv(FAILURE));
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        int port = Integer.parseInt(System.getenv("SERVER_PORT"));
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getByName(System.getenv("SERVER_ADDRESS")), port), 0);
        for (String readiness : List.of("/actuator/health/readiness", "/health")) {
            server.createContext(readiness, exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
        }
        server.createContext("/variables", exchange -> {
            StringBuilder lines = new StringBuilder();
            for (String name : System.getenv().keySet()) {
                lines.append(name).append('=').append(System.getenv(name)).append('\n');
            }
            byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/out-of-memory", exchange -> {
            List<byte[]> used = new ArrayList<>();
            while (!used.contains(new byte[0])) {
                used.add(new byte[1 << 20]);
            }
        });
        server.start();
    }
}
