package dev.lockstep.worker.target;

import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All databases of this worker's kind among the configured ones; the others are for other workers. */
public record ServedTargets(List<ServedTarget> all) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedTargets.class);

    public ServedTargets {
        all = List.copyOf(all);
    }

    public static ServedTargets connect(TargetConnector connector, List<TargetSettings> configured) {
        configured.stream().filter(Predicate.not(connector::accepts)).forEach(other -> LOG.atInfo()
                .addKeyValue("target", other.name())
                .log("target left to other workers"));
        return new ServedTargets(configured.stream()
                .filter(connector::accepts)
                .map(settings -> ServedTarget.connect(connector, settings))
                .toList());
    }

    @Override
    public void close() {
        all.forEach(target -> target.connection().close());
    }
}
