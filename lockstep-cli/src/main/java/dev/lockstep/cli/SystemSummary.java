package dev.lockstep.cli;

import dev.lockstep.stack.service.LocalSystem;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Prints addresses and pids of the servers and services, and the time that their start took. */
final class SystemSummary {

    private static final List<String> HEADER = List.of("NAME", "ADDRESS", "PID");
    private static final double MILLIS_PER_SECOND = 1_000;

    private SystemSummary() {}

    static void print(PrintStream out, LocalSystem system, Path addresses, long startNanos) {
        List<List<String>> rows = new ArrayList<>();
        system.servers()
                .servers()
                .forEach(server -> rows.add(
                        List.of(server.kind().label(), server.address().toString(), Long.toString(server.pid()))));
        system.services()
                .forEach(service -> rows.add(
                        List.of(service.service().label(), service.url().toString(), Long.toString(service.pid()))));
        TextTable.lines(HEADER, rows).forEach(out::println);
        Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
        out.printf("All servers and services are ready after %.1f s.%n", duration.toMillis() / MILLIS_PER_SECOND);
        out.printf("Addresses and credentials: %s%n", addresses);
    }
}
