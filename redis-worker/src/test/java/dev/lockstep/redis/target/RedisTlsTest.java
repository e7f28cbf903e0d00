package dev.lockstep.redis.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchRuntimeException;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.testservers.tls.SecuredServers;
import dev.lockstep.testservers.tls.SecuredServers.SecuredRedis;
import dev.lockstep.testservers.tls.TestAuthority;
import dev.lockstep.testservers.tls.TestCertificate;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

class RedisTlsTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority OTHER_AUTHORITY = new TestAuthority();
    // The certificate is not valid for the address 127.0.0.1. Clients need a certificate and a user.
    private static final SecuredRedis REDIS = SecuredServers.redis(
            AUTHORITY, AUTHORITY.issue("server", "dns:localhost"), "user lockstep on >secret ~* &* +@all\n");
    private static final TestCertificate CLIENT = AUTHORITY.issueForLocalhost("client");
    private static final Map<String, String> OPTIONS = Map.of("ssl-bundle", "redis");

    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private final RedisTargetConnector connector = new RedisTargetConnector(bundles);

    @AfterAll
    static void stop() {
        REDIS.server().stop();
    }

    @AfterEach
    void close() {
        connector.close();
    }

    private static SslBundle bundle(TestAuthority trusted) {
        PemSslStoreDetails client =
                PemSslStoreDetails.forCertificate(uri(CLIENT.certificate())).withPrivateKey(uri(CLIENT.key()));
        return SslBundle.of(
                new PemSslStoreBundle(client, PemSslStoreDetails.forCertificate(uri(trusted.certificate()))));
    }

    private static String uri(Path file) {
        return file.toUri().toString();
    }

    private static TargetSettings settings(String url, Map<String, String> options) {
        return new TargetSettings(new TargetName("main-redis"), url, "lockstep", "secret", options);
    }

    private StepFailure failureOf(String url) {
        ConnectedTarget target = connector.connect(settings(url, OPTIONS));
        return target.classify(catchRuntimeException(target::serverVersion));
    }

    @Nested
    class A_target_with_tls {
        @Test
        void is_reached_with_a_client_certificate_and_a_user() {
            bundles.registerBundle("redis", bundle(AUTHORITY));
            ConnectedTarget target = connector.connect(settings(REDIS.uri(), OPTIONS));
            assertThat(target.serverVersion()).isNotEmpty();
            assertThat(target.journal().identity()).isEqualTo(target.journal().identity());
        }

        @Test
        void is_unreachable_if_its_issuer_is_unknown() {
            bundles.registerBundle("redis", bundle(OTHER_AUTHORITY));
            assertThat(failureOf(REDIS.uri())).isInstanceOfSatisfying(StepFailure.Unreachable.class, failure -> {
                assertThat(failure.code()).isEqualTo("tls");
                assertThat(failure.message()).contains("TLS with the server failed", "certification path");
            });
        }

        @Test
        void is_unreachable_under_a_host_name_that_is_not_in_its_certificate() {
            bundles.registerBundle("redis", bundle(AUTHORITY));
            assertThat(failureOf("rediss://127.0.0.1:" + REDIS.tlsPort()))
                    .isInstanceOfSatisfying(StepFailure.Unreachable.class, failure -> {
                        assertThat(failure.code()).isEqualTo("tls");
                        assertThat(failure.message()).contains("127.0.0.1");
                    });
        }

        @Test
        void is_unreachable_if_its_server_speaks_plain_text() {
            bundles.registerBundle("redis", bundle(AUTHORITY));
            assertThat(failureOf(
                            "rediss://localhost:" + REDIS.server().address().port()))
                    .isInstanceOf(StepFailure.Unreachable.class);
        }

        @Test
        void uses_the_new_content_of_its_bundle_for_new_connections() {
            bundles.registerBundle("redis", bundle(OTHER_AUTHORITY));
            ConnectedTarget target = connector.connect(settings(REDIS.uri(), OPTIONS));
            assertThatThrownBy(target::serverVersion).hasRootCauseInstanceOf(Exception.class);
            bundles.updateBundle("redis", bundle(AUTHORITY));
            assertThat(target.serverVersion()).isNotEmpty();
        }
    }

    @Nested
    class An_ssl_bundle {
        @Test
        void that_does_not_exist_is_refused_at_start() {
            assertThatThrownBy(() -> connector.connect(settings(REDIS.uri(), OPTIONS)))
                    .isInstanceOf(NoSuchSslBundleException.class)
                    .hasMessageContaining("redis");
        }

        @Test
        void for_a_url_without_tls_is_refused_at_start() {
            assertThatThrownBy(() -> connector.connect(settings("redis://localhost", OPTIONS)))
                    .hasMessage("target main-redis has the option ssl-bundle and a url without TLS;"
                            + " expected a url that starts with rediss://");
        }
    }
}
