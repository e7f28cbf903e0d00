package dev.lockstep.testservers.tls;

import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.postgres.Durability;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.testservers.provider.TestDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts databases that accept TLS, each with a certificate of the test. */
public final class SecuredServers {
    private static final AtomicInteger CREATED = new AtomicInteger();

    private SecuredServers() {}

    static Path newDirectory(String kind) {
        return TestDirectory.ofThisJvm().resolve("secured-%s-%d".formatted(kind, CREATED.incrementAndGet()));
    }

    /** A PostgreSQL server that accepts TLS, and client certificates of this authority. */
    public static PostgresServer postgres(TestAuthority authority, TestCertificate certificate) {
        PostgresServer server = PostgresServer.local(
                new ServerDirectory(newDirectory("postgres")),
                FreePorts.next(),
                ProcessLifetime.WITH_PARENT,
                Durability.PROCESS_CRASH,
                List.of(
                        "ssl=on",
                        "ssl_cert_file=" + certificate.certificate(),
                        "ssl_key_file=" + certificate.key(),
                        "ssl_ca_file=" + authority.certificate()));
        server.start();
        return server;
    }

    /** A MongoDB-compatible server that accepts only TLS. */
    public static MongoServer mongo(TestCertificate certificate) {
        MongoServer server = MongoServer.localWithTls(
                new ServerDirectory(newDirectory("mongo")),
                FreePorts.next(),
                ProcessLifetime.WITH_PARENT,
                certificate.certificate(),
                certificate.key());
        server.start();
        return server;
    }

    /**
     * A Redis server that accepts TLS on a port of its own.
     *
     * @param authority the issuer of client certificates
     * @param settings more lines of {@code redis.conf}, such as users
     */
    public static SecuredRedis redis(TestAuthority authority, TestCertificate certificate, String settings) {
        int port = FreePorts.nextRange(2);
        String tls =
                """
                tls-port %d
                tls-cert-file %s
                tls-key-file %s
                tls-ca-cert-file %s
                """
                        .formatted(port + 1, certificate.certificate(), certificate.key(), authority.certificate());
        RedisServer server = RedisServer.local(
                new ServerDirectory(newDirectory("redis")), port, "", ProcessLifetime.WITH_PARENT, tls + settings);
        server.start();
        return new SecuredRedis(server, port + 1);
    }

    /** A Redis server whose own address is that without TLS. */
    public record SecuredRedis(RedisServer server, int tlsPort) {
        public String uri() {
            return "rediss://localhost:" + tlsPort;
        }
    }
}
