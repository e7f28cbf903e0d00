package dev.lockstep.cli;

import dev.lockstep.stack.service.LocalSystem;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/** Where everything is. */
final class SystemReport {

    private static final double MILLIS = 1_000;

    private SystemReport() {}

    static void print(PrintStream out, LocalSystem system, Path addresses, long beganAtNanos) {
        system.servers()
                .servers()
                .forEach(server ->
                        out.printf("  %-16s %s  (pid %d)%n", server.kind().label(), server.address(), server.pid()));
        system.services()
                .forEach(service ->
                        out.printf("  %-16s %s  (pid %d)%n", service.service().label(), service.url(), service.pid()));
        Duration took = Duration.ofNanos(System.nanoTime() - beganAtNanos);
        out.printf("All ready after %.1f s; addresses are in %s%n", took.toMillis() / MILLIS, addresses);
    }
}
