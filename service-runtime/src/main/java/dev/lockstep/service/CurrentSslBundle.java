package dev.lockstep.service;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/** The latest content of a bundle, which Spring replaces when its files change ({@code reload-on-update}). */
final class CurrentSslBundle implements SslBundle {
    private final SslBundles bundles;
    private final String name;

    /**
     * Fails at once if there is no bundle of this name.
     *
     * @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is none
     */
    CurrentSslBundle(SslBundles bundles, String name) {
        this.bundles = bundles;
        this.name = name;
        current();
    }

    private SslBundle current() {
        return bundles.getBundle(name);
    }

    @Override
    public SslStoreBundle getStores() {
        return current().getStores();
    }

    @Override
    public SslBundleKey getKey() {
        return current().getKey();
    }

    @Override
    public SslOptions getOptions() {
        return current().getOptions();
    }

    @Override
    public String getProtocol() {
        return current().getProtocol();
    }

    @Override
    public SslManagerBundle getManagers() {
        return current().getManagers();
    }
}
