package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Credentials;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials of which at least one is in a file. If a file cannot be read any more, the last credentials stay in use: the
 * file may be replaced at this moment.
 */
final class CredentialFiles implements CredentialSource {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialFiles.class);

    private final TargetName target;
    private final Supplier<Credentials> files;
    private volatile Credentials current;
    private @Nullable String lastProblem;

    private CredentialFiles(TargetName target, Supplier<Credentials> files) {
        this.target = target;
        this.files = files;
        this.current = files.get();
    }

    /**
     * Reads the files for the first time.
     *
     * @param files reads both credentials
     * @throws IllegalArgumentException if a file cannot be read
     */
    static CredentialFiles read(TargetName target, Supplier<Credentials> files) {
        return new CredentialFiles(target, files);
    }

    @Override
    public Credentials current() {
        return current;
    }

    @Override
    public synchronized boolean refresh() {
        try {
            Credentials found = files.get();
            lastProblem = null;
            // Two files are not read at one moment: only what is the same after a second reading belongs together.
            if (found.equals(current) || !found.equals(files.get())) {
                return false;
            }
            current = found;
            return true;
        } catch (IllegalArgumentException e) {
            warnOnce(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void warnOnce(String problem) {
        if (!problem.equals(lastProblem)) {
            lastProblem = problem;
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("reason", problem)
                    .log("credentials cannot be read again; the last ones stay in use");
        }
    }

    @Override
    public boolean canChange() {
        return true;
    }
}
