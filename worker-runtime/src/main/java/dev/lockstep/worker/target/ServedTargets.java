package dev.lockstep.worker.target;

import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured targets of this worker's kind; other workers serve the other targets. */
public record ServedTargets(List<ServedTarget> all) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedTargets.class);

    public ServedTargets {
        all = List.copyOf(all);
    }

    public static ServedTargets connect(TargetConnector connector, List<TargetSettings> configured) {
        configured.stream().filter(Predicate.not(connector::accepts)).forEach(ignored -> LOG.atInfo()
                .addKeyValue("target", ignored.name())
                .log("target ignored: its url belongs to another kind of worker"));
        UnusedTargets unused = new UnusedTargets();
        return new ServedTargets(configured.stream()
                .filter(connector::accepts)
                .map(settings -> new ServedTarget(
                        settings.name(),
                        connector.kind(),
                        settings.credentials(),
                        () -> connector.connect(settings),
                        unused))
                .toList());
    }

    /** Reads the credentials of all targets again; called every second. A target that fails does not delay the others. */
    public void refreshCredentials() {
        all.forEach(target -> ProcessExit.guard("credentials of target " + target.name(), target::refreshCredentials)
                .run());
    }

    @Override
    public void close() {
        all.forEach(ServedTarget::close);
    }
}
