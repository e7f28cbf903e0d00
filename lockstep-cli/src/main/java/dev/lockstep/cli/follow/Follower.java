package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.Coordinator;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.Unreachable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Follows one migration until its round is settled; a coordinator that is away for a while is waited for. */
public final class Follower {

    private static final Duration GLANCE = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Coordinator coordinator;
    private final PrintStream out;
    private final ProgressView view;

    private Follower(Coordinator coordinator, PrintStream out, ProgressView view) {
        this.coordinator = coordinator;
        this.out = out;
        this.view = view;
    }

    /** With bars on a terminal, with lines elsewhere. */
    public static Follower on(Coordinator coordinator, PrintStream out, OutputKind kind) {
        return switch (kind) {
            case TERMINAL -> new Follower(coordinator, out, new TerminalProgress(out));
            case PLAIN -> new Follower(coordinator, out, new PlainProgress(out));
        };
    }

    /** Shows the migration until it is settled, then what came of it. */
    public MigrationView toTheEnd(MigrationView begun) {
        MigrationView latest = begun;
        view.show(latest);
        while (!latest.isSettled()) {
            LockSupport.parkNanos(GLANCE.toNanos());
            latest = latest(latest.id());
            view.show(latest);
        }
        OutcomeReport.lines(latest).forEach(out::println);
        return latest;
    }

    private MigrationView latest(String id) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return coordinator.migration(id);
            } catch (Unreachable e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(GLANCE.toNanos());
            }
        }
    }
}
