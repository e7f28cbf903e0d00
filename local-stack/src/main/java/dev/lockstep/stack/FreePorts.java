package dev.lockstep.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Ports for servers that will be killed and started again on them. They lie below the range from which the system gives
 * ports to outgoing connections, so that nobody is given one while its server is down; and one JVM hands none out twice
 * before all were, since a server takes seconds from being given its port to listening there.
 */
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int LAST = 31_900;
    private static final int ATTEMPTS = 500;

    /** How many were handed out, counted from a place of this JVM's own, for others look for ports at the same time. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

    private FreePorts() {}

    public static int next() {
        return nextRun(1);
    }

    /** The first of so many neighbouring free ports. */
    static int nextRun(int length) {
        return IntStream.generate(() -> FIRST + Math.floorMod(NEXT.getAndAdd(length), LAST - FIRST))
                .limit(ATTEMPTS)
                .filter(first -> IntStream.range(first, first + length).allMatch(FreePorts::isFree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port from " + FIRST + " to " + LAST));
    }

    /** Whether a server could listen there now, on loopback. */
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
