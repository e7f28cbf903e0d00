package dev.lockstep.stack;

/** Where a server listens. */
public record ServerAddress(String host, int port) {

    static final String LOOPBACK = "127.0.0.1";

    public ServerAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    static ServerAddress loopback(int port) {
        return new ServerAddress(LOOPBACK, port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
