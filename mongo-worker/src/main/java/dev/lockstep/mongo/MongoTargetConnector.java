package dev.lockstep.mongo;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.mongo.rehearsal.MongoScratchServers;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;
import org.springframework.boot.ssl.SslBundles;

/** Connects targets whose URL starts with {@code mongodb:} or {@code mongodb+srv:}. */
final class MongoTargetConnector implements TargetConnector {
    private final TlsContexts tls;

    MongoTargetConnector(SslBundles bundles) {
        this.tls = new TlsContexts(bundles);
    }

    @Override
    public TargetKind kind() {
        return TargetKind.MONGO;
    }

    @Override
    public boolean accepts(TargetSettings settings) {
        return settings.url().startsWith("mongodb:") || settings.url().startsWith("mongodb+srv:");
    }

    @Override
    public ConnectedTarget connect(TargetSettings settings) {
        return new MongoTarget(
                MongoTargetDatabase.of(settings, tls), settings, new MongoScratchServers(settings, tls, this));
    }
}
