package dev.lockstep.stack.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A service that only has a readiness endpoint, or fails at start with the message of {@value #FAILURE}. */
final class FakeService {

    static final String FAILURE = "FAKE_SERVICE_FAILURE";

    private FakeService() {}

    public static void main(String[] arguments) throws IOException {
        String failure = System.getenv(FAILURE);
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        int port = Integer.parseInt(System.getenv("SERVER_PORT"));
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getByName(System.getenv("SERVER_ADDRESS")), port), 0);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }
}
