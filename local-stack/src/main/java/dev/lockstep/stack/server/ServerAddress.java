package dev.lockstep.stack.server;

/** Host and port of a server. */
public record ServerAddress(String host, int port) {

    /** The host of every local server. */
    public static final String LOOPBACK = "127.0.0.1";

    public ServerAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", expected 1 to 65535");
        }
    }

    public static ServerAddress loopback(int port) {
        return new ServerAddress(LOOPBACK, port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
