package dev.lockstep.stack.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Checks whether a server accepts connections on a loopback port. */
public final class PortProbe {

    private static final int LIMIT_MILLIS = 500;

    private PortProbe() {}

    public static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            return true;
        } catch (IOException ignored) {
            return false;
        }
    }
}
