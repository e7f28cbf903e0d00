package dev.lockstep.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

class KafkaClientSettingsTest {
    private final KafkaProperties properties = new KafkaProperties();
    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private final KafkaClientSettings settings = new KafkaClientSettings(properties, bundles);

    private static SslBundle bundle(String protocol) {
        return SslBundle.of(SslStoreBundle.NONE, null, null, protocol);
    }

    private static String protocolOf(Map<String, Object> client) {
        return ((SslBundle) Objects.requireNonNull(client.get(SslBundle.class.getName()))).getProtocol();
    }

    @Nested
    class The_security_settings {
        @Test
        void reach_every_kind_of_client() {
            properties.getSecurity().setProtocol("SASL_SSL");
            properties.getProperties().put("sasl.mechanism", "PLAIN");
            properties.getSsl().setBundle("kafka");
            bundles.registerBundle("kafka", bundle("TLSv1.3"));
            assertThat(List.of(settings.producer(), settings.consumer(), settings.admin()))
                    .allSatisfy(client -> {
                        assertThat(client)
                                .containsEntry("security.protocol", "SASL_SSL")
                                .containsEntry("sasl.mechanism", "PLAIN")
                                .containsEntry("ssl.engine.factory.class", SslBundleSslEngineFactory.class);
                        assertThat(protocolOf(client)).isEqualTo("TLSv1.3");
                    });
        }

        @Test
        void have_no_bundle_by_default() {
            assertThat(settings.producer()).doesNotContainKey("ssl.engine.factory.class");
        }
    }

    @Nested
    class A_bundle {
        @Test
        void of_one_kind_of_client_replaces_the_common_one() {
            properties.getSsl().setBundle("kafka");
            properties.getConsumer().getSsl().setBundle("consumer");
            bundles.registerBundle("kafka", bundle("TLSv1.3"));
            bundles.registerBundle("consumer", bundle("TLSv1.2"));
            assertThat(protocolOf(settings.consumer())).isEqualTo("TLSv1.2");
            assertThat(protocolOf(settings.producer())).isEqualTo("TLSv1.3");
        }

        @Test
        void that_changes_is_used_by_clients_that_exist() {
            properties.getSsl().setBundle("kafka");
            bundles.registerBundle("kafka", bundle("TLSv1.2"));
            Map<String, Object> client = settings.admin();
            bundles.updateBundle("kafka", bundle("TLSv1.3"));
            assertThat(protocolOf(client)).isEqualTo("TLSv1.3");
        }

        @Test
        void that_does_not_exist_is_refused_at_once() {
            properties.getSsl().setBundle("kafka");
            assertThatThrownBy(settings::admin)
                    .isInstanceOf(NoSuchSslBundleException.class)
                    .hasMessageContaining("kafka");
        }
    }
}
