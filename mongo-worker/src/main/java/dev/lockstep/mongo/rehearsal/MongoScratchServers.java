package dev.lockstep.mongo.rehearsal;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCredential;
import dev.lockstep.mongo.target.MongoOptions;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Connects to databases for copies: on the deployment of the option {@code rehearsal-url}, or else on that of the target,
 * with the credentials and the other options of the target.
 */
public final class MongoScratchServers {
    private static final String EXTERNAL = "$external";

    private final TargetSettings settings;
    private final TlsContexts tls;
    private final TargetConnector connector;

    /**
     * Creates the connections of a target's copies.
     *
     * @param connector connects copies as it connects targets, so that their journals and executors are the real ones
     */
    public MongoScratchServers(TargetSettings settings, TlsContexts tls, TargetConnector connector) {
        this.settings = settings;
        this.tls = tls;
        this.connector = connector;
    }

    /** Opens new connections; it contacts the server on the first use. */
    MongoTargetDatabase open(String database) {
        return MongoTargetDatabase.of(settings(database), tls);
    }

    ConnectedTarget connect(String database) {
        return connector.connect(settings(database));
    }

    private TargetSettings settings(String database) {
        String url = settings.options().getOrDefault(MongoOptions.REHEARSAL_URL, settings.url());
        return new TargetSettings(
                settings.name(), withDatabase(url, database), settings.credentials(), settings.options());
    }

    /** Replaces the database in a URL. The database is also where the server looks for the user, if the URL names no other. */
    static String withDatabase(String url, String database) {
        int hosts = url.indexOf("://") + "://".length();
        int question = url.indexOf('?', hosts);
        String address = question < 0 ? url : url.substring(0, question);
        int slash = address.indexOf('/', hosts);
        String options = question < 0 ? "" : url.substring(question + 1);
        if (!options.contains("authSource=")) {
            String source = authSourceOf(new ConnectionString(url));
            options += source.isEmpty() ? "" : (options.isEmpty() ? "" : "&") + "authSource=" + source;
        }
        return "%s/%s%s"
                .formatted(
                        slash < 0 ? address : address.substring(0, slash),
                        database,
                        options.isEmpty() ? "" : "?" + options);
    }

    private static String authSourceOf(ConnectionString url) {
        MongoCredential credential = url.getCredential();
        return credential == null || credential.getSource().equals(EXTERNAL)
                ? ""
                : URLEncoder.encode(credential.getSource(), StandardCharsets.UTF_8);
    }
}
