package dev.lockstep.mongo.target;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundles;

/**
 * One TLS context for each SSL bundle, shared by all clients that use it, because a bundle keeps the handlers of its
 * changes.
 */
public final class TlsContexts {
    private final SslBundles bundles;
    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();

    public TlsContexts(SslBundles bundles) {
        this.bundles = bundles;
    }

    /** @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is no bundle of this name */
    SSLContext get(String bundle) {
        return contexts.computeIfAbsent(bundle, name -> CurrentTlsContext.of(bundles, name));
    }
}
