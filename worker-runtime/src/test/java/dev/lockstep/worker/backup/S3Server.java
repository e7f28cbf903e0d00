package dev.lockstep.worker.backup;

import static org.awaitility.Awaitility.await;

import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * S3Proxy as a process of its own: a server that checks the signature of every request, and keeps objects as files. Its
 * only buckets are {@value #BUCKET} and those that a test creates as folders.
 */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "backups";
    static final String KEY_ID = "test-key-id";
    static final String SECRET = "test-secret-key";
    private static final Path JAR =
            Path.of("target/s3-server/s3proxy-jar-with-dependencies.jar").toAbsolutePath();
    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory;
    private final int port = FreePorts.next();
    private final ChildProcess process;

    private S3Server(Path directory) {
        this.directory = directory;
        this.process = start();
    }

    private static final class Shared {
        private static final S3Server SERVER = startIn(temporaryDirectory());
    }

    /** The server of all tests that do not end it. */
    static S3Server shared() {
        return Shared.SERVER;
    }

    static S3Server startIn(Path directory) {
        return new S3Server(directory);
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createDirectories(
                    Files.createTempDirectory(Path.of("target"), "s3-").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildProcess start() {
        try {
            Files.createDirectories(directory.resolve("buckets").resolve(BUCKET));
            Path settings = directory.resolve("s3proxy.properties");
            Files.writeString(
                    settings,
                    """
                    s3proxy.endpoint=%s
                    s3proxy.authorization=aws-v2-or-v4
                    s3proxy.identity=%s
                    s3proxy.credential=%s
                    jclouds.provider=filesystem-nio2
                    jclouds.filesystem.basedir=%s
                    """
                            .formatted(endpoint(), KEY_ID, SECRET, directory.resolve("buckets")));
            ChildProcess started = ChildProcess.start(new ProcessSpec(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            JAR.toString(),
                            "--properties",
                            settings.toString()),
                    Map.of(),
                    directory,
                    directory.resolve("log"),
                    ProcessLifetime.WITH_PARENT));
            await().atMost(START).until(this::accepts);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException _notYet) {
            return false;
        }
    }

    String endpoint() {
        return "http://127.0.0.1:%d".formatted(port);
    }

    /** Settings with a prefix of their own. */
    S3Settings settings() {
        return settings(endpoint(), BUCKET, KEY_ID, SECRET, Duration.ofSeconds(30));
    }

    static S3Settings settings(
            String endpoint, String bucket, @Nullable String id, @Nullable String secret, Duration timeout) {
        return new S3Settings(
                endpoint,
                "us-east-1",
                bucket,
                "lockstep/" + UUID.randomUUID(),
                null,
                id,
                secret,
                null,
                null,
                DataSize.ofMegabytes(5),
                Duration.ofSeconds(2),
                timeout);
    }

    /** A bucket that no other test uses. */
    S3Files files() {
        return new S3Files(new S3Bucket(settings()));
    }

    void pause() {
        process.signal(Signal.STOP);
    }

    void resume() {
        process.signal(Signal.CONT);
    }

    @Override
    public void close() {
        kill();
    }

    void kill() {
        process.signal(Signal.KILL);
        process.awaitExit(START);
    }
}
