package dev.lockstep.mongo.target;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;

/**
 * A TLS context with the latest content of an SSL bundle. The driver keeps its context, and asks it for a socket factory
 * for each connection; so new connections use the new content when the bundle changes.
 */
final class CurrentTlsContext extends SSLContext {
    private CurrentTlsContext(Delegate delegate, SSLContext first) {
        super(delegate, first.getProvider(), first.getProtocol());
    }

    /** @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is no bundle of this name */
    static SSLContext of(SslBundles bundles, String bundle) {
        SSLContext first = bundles.getBundle(bundle).createSslContext();
        Delegate delegate = new Delegate(first);
        bundles.addBundleUpdateHandler(bundle, changed -> delegate.current = changed.createSslContext());
        return new CurrentTlsContext(delegate, first);
    }

    private static final class Delegate extends SSLContextSpi {
        private volatile SSLContext current;

        Delegate(SSLContext first) {
            this.current = first;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("the context is initialized by its bundle");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return current.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return current.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return current.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return current.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return current.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return current.getClientSessionContext();
        }
    }
}
