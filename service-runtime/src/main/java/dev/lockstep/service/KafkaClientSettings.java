package dev.lockstep.service;

import java.util.Map;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The settings of every Kafka client of a service: the properties under {@code spring.kafka}, with the SSL bundle that
 * {@code spring.kafka.ssl.bundle} names. The properties alone do not contain the bundle, so a client that is built
 * without this class uses the trust store of the Java platform.
 */
public final class KafkaClientSettings {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaClientSettings.class);

    private final KafkaProperties properties;
    private final SslBundles bundles;

    public KafkaClientSettings(KafkaProperties properties, SslBundles bundles) {
        this.properties = properties;
        this.bundles = bundles;
    }

    /** Returns a new map that the caller may change. */
    public Map<String, Object> producer() {
        return withBundle(
                properties.buildProducerProperties(),
                properties.getProducer().getSsl().getBundle());
    }

    /** Returns a new map that the caller may change. */
    public Map<String, Object> consumer() {
        return withBundle(
                properties.buildConsumerProperties(),
                properties.getConsumer().getSsl().getBundle());
    }

    /** Returns a new map that the caller may change. */
    public Map<String, Object> admin() {
        return withBundle(
                properties.buildAdminProperties(),
                properties.getAdmin().getSsl().getBundle());
    }

    private Map<String, Object> withBundle(Map<String, Object> settings, @Nullable String ownBundle) {
        String bundle =
                ownBundle == null || ownBundle.isBlank() ? properties.getSsl().getBundle() : ownBundle;
        if (bundle != null && !bundle.isBlank()) {
            settings.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
            settings.put(SslBundle.class.getName(), current(bundle));
        }
        return settings;
    }

    private SslBundle current(String bundle) {
        CurrentSslBundle current = new CurrentSslBundle(bundles, bundle);
        bundles.addBundleUpdateHandler(bundle, _ -> LOG.atInfo()
                .addKeyValue("bundle", bundle)
                .log("The certificates of the Kafka clients have changed; new connections use them"));
        return current;
    }
}
