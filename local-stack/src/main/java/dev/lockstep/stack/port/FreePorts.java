package dev.lockstep.stack.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Finds free loopback ports between 20000 and 31900. The operating system uses higher ports for outgoing connections, so
 * it does not take the port of a server that is being restarted. A port is returned again only after all other ports of
 * the range, because a server may take seconds to bind its port.
 */
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int LAST = 31_900;
    private static final int ATTEMPTS = 500;

    // The first port is random, because other JVMs choose ports of the same range at the same time.
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

    private FreePorts() {}

    public static int next() {
        return nextRange(1);
    }

    /** Returns the first port of a range of consecutive free ports. */
    public static int nextRange(int length) {
        return IntStream.generate(() -> FIRST + Math.floorMod(NEXT.getAndAdd(length), LAST - FIRST))
                .limit(ATTEMPTS)
                .filter(first -> IntStream.range(first, first + length).allMatch(FreePorts::isFree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port from " + FIRST + " to " + LAST));
    }

    /** Whether a server can bind the port on loopback now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException ignored) {
            return false;
        }
    }
}
