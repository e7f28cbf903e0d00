package dev.lockstep.system.process;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import dev.lockstep.stack.service.ServiceSpec;
import dev.lockstep.stack.service.SystemTokens;
import dev.lockstep.testservers.tls.SecuredKafka;
import dev.lockstep.testservers.tls.SecuredServers;
import dev.lockstep.testservers.tls.SecuredServers.SecuredRedis;
import dev.lockstep.testservers.tls.TestAuthority;
import dev.lockstep.testservers.tls.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.bson.Document;
import redis.clients.jedis.Jedis;

/**
 * The four services with TLS to every server, configured by the files in {@code deploy/transport}, and with exactly the
 * permissions on Kafka that {@code docs/transport.md} lists.
 */
final class SecuredSystem implements AutoCloseable {
    static final String PASSWORD = "secret";

    private final SystemTokens tokens = SystemTokens.generate();
    private final TestAuthority authority = new TestAuthority();
    private final TestCertificate certificate = authority.issueForLocalhost("servers");
    private final SecuredKafka kafka = new SecuredKafka(certificate, Map.of()).start();
    private final PostgresServer postgres = SecuredServers.postgres(authority, certificate);
    private final MongoServer mongo = SecuredServers.mongo(certificate);
    private final SecuredRedis redis = SecuredServers.redis(
            authority, certificate, "tls-auth-clients no\nuser lockstep on >%s ~* &* +@all\n".formatted(PASSWORD));
    private final Map<LockstepService, ServiceProcess> services = new EnumMap<>(LockstepService.class);

    /** Starts the servers and the services, and waits until the coordinator knows the targets. */
    SecuredSystem() {
        createData();
        for (LockstepService service : LockstepService.ofLockstep()) {
            kafka.addUser(userOf(service), PASSWORD);
            String kind = kindOf(service);
            kafka.allow(AclTable.of(kind.isEmpty() ? "coordinator" : "worker", userOf(service), "main-" + kind, kind));
            ServiceProcess process = process(service);
            services.put(service, process);
            process.start();
        }
        services.values().forEach(service -> Waits.await(service.service().label() + " is ready")
                .failFast(service.service().label() + " exited: " + service.log(), () -> !service.isRunning())
                .until(service::isReady));
        Waits.await("the targets are registered")
                .until(() -> api().targets().has("main-postgres", "main-mongo", "main-redis"));
    }

    static String userOf(LockstepService service) {
        return "lockstep-" + service.label();
    }

    private static String kindOf(LockstepService service) {
        return switch (service) {
            case COORDINATOR -> "";
            case POSTGRES_WORKER -> "postgres";
            case MONGO_WORKER -> "mongo";
            case REDIS_WORKER -> "redis";
            case APPLICATION -> throw notPartOfThisSystem(service);
        };
    }

    private static IllegalArgumentException notPartOfThisSystem(LockstepService service) {
        return new IllegalArgumentException(service.label() + " does not use Kafka and is not part of this system");
    }

    private void createData() {
        postgres.createDatabase("lockstep", "lockstep-coordinator", PASSWORD);
        PostgresDatabase shop = postgres.createDatabase("shop", "shop", PASSWORD);
        try (Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE items (id integer PRIMARY KEY, n integer NOT NULL)");
            statement.execute("INSERT INTO items VALUES (1, 1), (2, 2)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        MongoClientSettings settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(mongo.uri("shop")))
                .applyToSslSettings(tls -> tls.context(authority.clientContext()))
                .build();
        try (MongoClient client = MongoClients.create(settings)) {
            client.getDatabase("shop").getCollection("carts").insertOne(new Document("n", 1));
        }
        try (Jedis keys = redis.server().connect(0)) {
            keys.set("session:1", "{\"n\":1}");
        }
    }

    private ServiceProcess process(LockstepService service) {
        return new ServiceProcess(new ServiceSpec(
                service,
                LockstepSystem.PROJECT,
                newDirectory(),
                FreePorts.next(),
                ServiceSpec.SMALL_HEAP,
                environment(service),
                ProcessLifetime.WITH_PARENT));
    }

    private Map<String, String> environment(LockstepService service) {
        Path settings = LockstepSystem.PROJECT.resolve("deploy/transport/%s.yaml".formatted(service.label()));
        Map<String, String> environment = new HashMap<>(tokens.environment(service));
        environment.putAll(Map.of(
                "SPRING_CONFIG_ADDITIONAL_LOCATION", settings.toUri().toString(),
                "CERTIFICATES", authority.directory().toString(),
                "KAFKA_SERVERS", kafka.bootstrapServers(),
                "KAFKA_PASSWORD", PASSWORD));
        environment.putAll(
                switch (service) {
                    case COORDINATOR ->
                        Map.of(
                                "DATABASE_SERVER", localhost(postgres.address().port()),
                                "DATABASE_USERNAME", "lockstep-coordinator",
                                "DATABASE_PASSWORD", PASSWORD,
                                "KAFKA_REPLICATION", "1",
                                "KAFKA_MIN_INSYNC_REPLICAS", "1");
                    case POSTGRES_WORKER -> target(postgres.address().port(), "shop");
                    case MONGO_WORKER -> target(mongo.address().port(), "");
                    case REDIS_WORKER -> target(redis.tlsPort(), "lockstep");
                    case APPLICATION -> throw notPartOfThisSystem(service);
                });
        return environment;
    }

    private static Map<String, String> target(int port, String username) {
        return Map.of("TARGET_SERVER", localhost(port), "TARGET_USERNAME", username, "TARGET_PASSWORD", PASSWORD);
    }

    private static String localhost(int port) {
        return "localhost:" + port;
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("lockstep-service-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SecuredKafka kafka() {
        return kafka;
    }

    TestAuthority authority() {
        return authority;
    }

    ServiceProcess service(LockstepService service) {
        ServiceProcess process = services.get(service);
        if (process == null) {
            throw new IllegalStateException(service + " was not started");
        }
        return process;
    }

    CoordinatorApi api() {
        return new CoordinatorApi(service(LockstepService.COORDINATOR), tokens.admin());
    }

    @Override
    public void close() {
        services.values().forEach(ServiceProcess::stop);
        kafka.close();
        postgres.stop();
        mongo.stop();
        redis.server().stop();
    }
}
