package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.CoordinatorUnavailable;
import dev.lockstep.cli.api.MigrationView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows a migration until its round has an outcome. The coordinator may be unavailable for up to a minute.
 */
public final class MigrationFollower {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(150);
    /** The interval after {@link #SHORT_MIGRATION}. Each response contains the whole plan, which may be large. */
    private static final Duration LONG_POLL_INTERVAL = Duration.ofMillis(600);

    private static final Duration SHORT_MIGRATION = Duration.ofSeconds(10);
    private static final Duration UNAVAILABLE_LIMIT = Duration.ofMinutes(1);

    private final CoordinatorClient coordinator;
    private final PrintStream out;
    private final ProgressDisplay display;

    private MigrationFollower(CoordinatorClient coordinator, PrintStream out, ProgressDisplay display) {
        this.coordinator = coordinator;
        this.out = out;
        this.display = display;
    }

    /** Creates a follower that shows progress as bars on a terminal, and as lines in other outputs. */
    public static MigrationFollower on(CoordinatorClient coordinator, PrintStream out, OutputKind kind) {
        return switch (kind) {
            case TERMINAL -> new MigrationFollower(coordinator, out, new TerminalProgress(out));
            case PLAIN -> new MigrationFollower(coordinator, out, new PlainProgress(out, System::nanoTime));
        };
    }

    /** Shows progress until the migration has an outcome, then prints the outcome. */
    public MigrationView awaitOutcome(MigrationView started) {
        long startNanos = System.nanoTime();
        MigrationView latest = started;
        display.show(latest);
        while (!latest.isSettled()) {
            boolean isLong = System.nanoTime() - startNanos > SHORT_MIGRATION.toNanos();
            LockSupport.parkNanos((isLong ? LONG_POLL_INTERVAL : POLL_INTERVAL).toNanos());
            latest = readWithRetry(latest.id());
            display.show(latest);
        }
        OutcomeSummary.lines(latest).forEach(out::println);
        if (latest.state().equals("NEEDS_OPERATOR")) {
            NextCommands.lines(latest).forEach(out::println);
        }
        return latest;
    }

    private MigrationView readWithRetry(String id) {
        long deadline = System.nanoTime() + UNAVAILABLE_LIMIT.toNanos();
        while (true) {
            try {
                return coordinator.migration(id);
            } catch (CoordinatorUnavailable e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            }
        }
    }
}
