package dev.lockstep.testservers.tls;

import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.server.ServerDirectory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/**
 * A Kafka broker with a listener for SASL over TLS and access control lists. It also has a listener without both for the
 * test's own administrator, who may do everything.
 */
public final class SecuredKafka implements AutoCloseable {
    private static final int PORTS = KafkaServer.PORTS + 1;
    private static final int LIMIT_SECONDS = 30;
    private static final int MIN_ITERATIONS = 4096;

    private final KafkaServer server;
    private final int securedPort;

    /**
     * Creates a broker that is not started.
     *
     * @param plainUsers the users of mechanism PLAIN, with their passwords; those of SCRAM are added later
     */
    public SecuredKafka(TestCertificate certificate, Map<String, String> plainUsers) {
        int port = FreePorts.nextRange(PORTS);
        this.securedPort = port + KafkaServer.PORTS;
        this.server = KafkaServer.local(
                new ServerDirectory(SecuredServers.newDirectory("kafka")),
                port,
                ProcessLifetime.WITH_PARENT,
                settings(port, certificate, plainUsers));
    }

    private String settings(int port, TestCertificate certificate, Map<String, String> plainUsers) {
        String users = plainUsers.entrySet().stream()
                .map(user -> "user_%s=\"%s\"".formatted(user.getKey(), user.getValue()))
                .collect(Collectors.joining(" "));
        return """
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d,SECURED://127.0.0.1:%3$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,SECURED://localhost:%3$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                super.users=User:ANONYMOUS
                listener.name.secured.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
                listener.name.secured.plain.sasl.jaas.config=\
                org.apache.kafka.common.security.plain.PlainLoginModule required %4$s;
                listener.name.secured.scram-sha-512.sasl.jaas.config=\
                org.apache.kafka.common.security.scram.ScramLoginModule required;
                listener.name.secured.ssl.keystore.type=PEM
                listener.name.secured.ssl.keystore.location=%5$s
                """
                .formatted(port, port + 1, securedPort, users, certificate.keyAndCertificate());
    }

    /** Starts the broker and waits until it is ready. */
    public SecuredKafka start() {
        server.start();
        return this;
    }

    /** The address of the listener for SASL over TLS. */
    public String bootstrapServers() {
        return "localhost:" + securedPort;
    }

    /** The broker, whose own address is that of the administrator's listener. */
    public KafkaServer server() {
        return server;
    }

    /** Adds a user of mechanism SCRAM-SHA-512, or changes its password. */
    public void addUser(String name, String password) {
        try (Admin admin = server.admin()) {
            await(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, MIN_ITERATIONS), password)))
                    .all());
        }
    }

    public void allow(Collection<AclBinding> permissions) {
        try (Admin admin = server.admin()) {
            await(admin.createAcls(permissions).all());
        }
    }

    public void revoke(AclBinding permission) {
        try (Admin admin = server.admin()) {
            await(admin.deleteAcls(List.of(permission.toFilter())).all());
        }
    }

    /** Takes all permissions from all users, except from the administrator. */
    public void revokeAll() {
        try (Admin admin = server.admin()) {
            await(admin.deleteAcls(List.of(AclBindingFilter.ANY)).all());
        }
    }

    private static void await(KafkaFuture<?> future) {
        try {
            future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka refused the administrator", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
