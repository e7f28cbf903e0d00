package dev.lockstep.coordinator.application;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A connection to a coordinator on which a test sends any bytes. What the coordinator sends is read in the background.
 */
final class RawConnection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile boolean isClosed;

    private RawConnection() {}

    static RawConnection open(Api api) {
        RawConnection connection = connect(api);
        Thread.ofVirtual().start(connection::receive);
        return connection;
    }

    /** A connection that receives nothing: what the coordinator sends stays in small buffers. */
    static RawConnection openWithoutReading(Api api) {
        return connect(api);
    }

    /** Whether there is something to read on a connection that receives nothing. */
    boolean hasUnread() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawConnection connect(Api api) {
        URI address = URI.create(api.base());
        RawConnection connection = new RawConnection();
        try {
            connection.socket.setReceiveBufferSize(4096);
            connection.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connection;
    }

    private void receive() {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                synchronized (received) {
                    received.write(buffer, 0, count);
                }
            }
        } catch (IOException _e) {
            // The coordinator has reset the connection.
        } finally {
            isClosed = true;
        }
    }

    RawConnection send(String text) {
        if (!trySend(text)) {
            throw new IllegalStateException("the coordinator has closed the connection");
        }
        return this;
    }

    /** Returns whether the connection was still open. */
    boolean trySend(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        } catch (IOException _e) {
            return false;
        }
    }

    /** What the coordinator has sent up to now. */
    String received() {
        synchronized (received) {
            return received.toString(StandardCharsets.UTF_8);
        }
    }

    /** Waits until the coordinator has sent this text. */
    void awaitText(String text) {
        if (received().contains(text)) {
            return;
        }
        Waits.await()
                .failFast(
                        "the connection was closed",
                        () -> isClosed && !received().contains(text))
                .until(() -> received().contains(text));
    }

    /** Waits until the coordinator closes the connection, and returns all that it has sent. */
    String awaitClose() {
        // A wait takes at least one poll interval.
        if (!isClosed) {
            Waits.await().until(() -> isClosed);
        }
        return received();
    }

    boolean isClosed() {
        return isClosed;
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
