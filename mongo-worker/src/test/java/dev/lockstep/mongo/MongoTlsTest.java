package dev.lockstep.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchRuntimeException;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.stack.mongo.MongoServer;
import dev.lockstep.testservers.tls.SecuredServers;
import dev.lockstep.testservers.tls.TestAuthority;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetSettings;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

class MongoTlsTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final TestAuthority OTHER_AUTHORITY = new TestAuthority();
    private static final MongoServer MONGO = SecuredServers.mongo(AUTHORITY.issueForLocalhost("server"));
    private static final String PORT = Integer.toString(MONGO.address().port());

    @AfterAll
    static void stop() {
        MONGO.stop();
    }

    private static SslBundle bundle(TestAuthority trusted) {
        String certificate = trusted.certificate().toUri().toString();
        return SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(certificate)));
    }

    private static DefaultSslBundleRegistry bundles(TestAuthority trusted) {
        DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
        bundles.registerBundle("mongo", bundle(trusted));
        return bundles;
    }

    private static ConnectedTarget target(String url, TestAuthority trusted) {
        return target(url, bundles(trusted));
    }

    private static ConnectedTarget target(String url, SslBundles bundles) {
        Map<String, String> options = Map.of("ssl-bundle", "mongo", "selection-timeout", "5s");
        return new MongoTargetConnector(bundles)
                .connect(new TargetSettings(new TargetName("main-mongo"), url, null, null, options));
    }

    private static StepFailure failureOf(String url, TestAuthority trusted) {
        try (ConnectedTarget target = target(url, trusted)) {
            return target.classify(catchRuntimeException(target::serverVersion));
        }
    }

    private static void assertTlsFailure(StepFailure found, String... words) {
        assertThat(found).isInstanceOfSatisfying(StepFailure.Unreachable.class, failure -> {
            assertThat(failure.code()).isEqualTo("tls");
            assertThat(failure.message()).contains(words);
        });
    }

    @Nested
    class A_target_with_tls {
        @Test
        void is_reached_if_its_issuer_is_trusted() {
            try (ConnectedTarget target = target(MONGO.uri("shop"), AUTHORITY)) {
                assertThat(target.serverVersion()).isNotEmpty();
                assertThat(target.journal().identity())
                        .isEqualTo(target.journal().identity());
            }
        }

        @Test
        void uses_tls_because_of_its_bundle_even_if_the_url_does_not_say_so() {
            try (ConnectedTarget target = target("mongodb://localhost:%s/shop".formatted(PORT), AUTHORITY)) {
                assertThat(target.serverVersion()).isNotEmpty();
            }
        }

        @Test
        void uses_the_new_content_of_its_bundle_for_new_connections() {
            DefaultSslBundleRegistry bundles = bundles(OTHER_AUTHORITY);
            try (ConnectedTarget target = target(MONGO.uri("shop"), bundles)) {
                assertThat(catchRuntimeException(target::serverVersion)).isNotNull();
                bundles.updateBundle("mongo", bundle(AUTHORITY));
                assertThat(target.serverVersion()).isNotEmpty();
            }
        }

        @Test
        void is_unreachable_if_its_issuer_is_unknown() {
            assertTlsFailure(failureOf(MONGO.uri("shop"), OTHER_AUTHORITY), "SSLHandshakeException");
        }

        // For the address 127.0.0.1 the driver would look up the name and accept a certificate for it.
        @Test
        void is_unreachable_under_a_host_name_that_is_not_in_its_certificate() {
            MongoServer other = SecuredServers.mongo(AUTHORITY.issue("other", "dns:other.example"));
            try {
                assertTlsFailure(failureOf(other.uri("shop"), AUTHORITY), "SSLHandshakeException", "localhost");
            } finally {
                other.stop();
            }
        }
    }
}
