package dev.lockstep.stack.check;

import dev.lockstep.stack.process.ChildProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Finds out whether a running process is the one that would be started, and whether it works.
 *
 * @param answers asks the process a question that it can only answer if it works
 * @param limit the time within which it must answer
 */
public record RunningCheck(
        ChildProcess process,
        SettingsFingerprint fingerprint,
        ProcessSettings wanted,
        BooleanSupplier answers,
        Duration limit) {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /** Returns why the process must be restarted. Empty if it has the wanted settings and answers. */
    public Optional<String> restartReason() {
        List<String> differences = fingerprint.differences(wanted);
        if (!differences.isEmpty()) {
            return Optional.of("its settings changed (" + String.join(", ", differences) + ")");
        }
        if (process.isSuspended()) {
            return Optional.of("its process is suspended");
        }
        return isAnswering() ? Optional.empty() : Optional.of("it does not answer");
    }

    private boolean isAnswering() {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!answers.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
        return true;
    }
}
