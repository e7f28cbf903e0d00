package dev.lockstep.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchRuntimeException;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.postgres.PostgresServer;
import dev.lockstep.testservers.tls.SecuredServers;
import dev.lockstep.testservers.tls.TestAuthority;
import dev.lockstep.testservers.tls.TestCertificate;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.TargetSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PostgresTlsTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority OTHER_AUTHORITY = new TestAuthority();
    private static final TestCertificate CLIENT = AUTHORITY.issueForLocalhost("shop");
    // The certificate is not valid for the address 127.0.0.1.
    private static final PostgresServer POSTGRES =
            SecuredServers.postgres(AUTHORITY, AUTHORITY.issue("server", "dns:localhost"));
    private static final PostgresDatabase DATABASE = POSTGRES.createDatabase("shop", "shop", "secret");

    @AfterAll
    static void stop() {
        POSTGRES.stop();
    }

    private static String url(String host, TestAuthority trusted) {
        return "jdbc:postgresql://%s:%d/shop?sslmode=verify-full&sslrootcert=%s"
                .formatted(host, POSTGRES.address().port(), trusted.certificate());
    }

    private static JdbcConnections connections(String url) {
        return new JdbcConnections(new PostgresSettings(
                url,
                CredentialSource.fixed(DATABASE.username(), DATABASE.password()),
                "history",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                url,
                PostgresSettings.of(new TargetSettings(new TargetName("shop"), url, null, null, Map.of()))
                        .health(),
                Masking.NONE));
    }

    /** Whether the server sees TLS on the connection, by the driver's pools and for dispatches alike. */
    private static boolean isEncrypted(String url) {
        try (JdbcConnections connections = connections(url)) {
            return connections.inTransaction(
                    jdbc -> jdbc.sql("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                            .query(Boolean.class)
                            .single());
        }
    }

    private static StepFailure failureOf(String url) {
        return PostgresFailures.of(Objects.requireNonNull(catchRuntimeException(() -> isEncrypted(url))));
    }

    private static void configure(String access) throws Exception {
        try (Connection connection = POSTGRES.admin().connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet file = statement.executeQuery("SHOW hba_file")) {
                file.next();
                Path path = Path.of(file.getString(1));
                Files.writeString(path, access + "\n" + Files.readString(path));
            }
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @Nested
    class A_target_with_verify_full {
        @Test
        void is_reached_over_tls_if_its_issuer_is_trusted() {
            assertThat(isEncrypted(url("localhost", AUTHORITY))).isTrue();
        }

        @Test
        void is_unreachable_if_its_issuer_is_unknown() {
            assertThat(failureOf(url("localhost", OTHER_AUTHORITY)))
                    .isInstanceOfSatisfying(StepFailure.Unreachable.class, failure -> assertThat(failure.message())
                            .contains("SSL error", "certification path"));
        }

        @Test
        void is_unreachable_under_a_host_name_that_is_not_in_its_certificate() {
            assertThat(failureOf(url("127.0.0.1", AUTHORITY)))
                    .isInstanceOfSatisfying(StepFailure.Unreachable.class, failure -> assertThat(failure.message())
                            .contains("127.0.0.1", "could not be verified"));
        }
    }

    @Nested
    class A_server_that_requires_client_certificates {
        @Test
        void is_reached_with_the_certificate_of_the_user() throws Exception {
            configure("hostssl shop shop all cert");
            String withCertificate = "%s&sslcert=%s&sslkey=%s"
                    .formatted(url("localhost", AUTHORITY), CLIENT.certificate(), CLIENT.derKey());
            assertThat(isEncrypted(withCertificate)).isTrue();
            assertThatThrownBy(() -> isEncrypted(url("localhost", AUTHORITY)))
                    .rootCause()
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("certificate");
            configure("host shop shop all scram-sha-256");
        }
    }
}
