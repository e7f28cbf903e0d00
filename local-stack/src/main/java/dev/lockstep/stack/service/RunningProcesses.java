package dev.lockstep.stack.service;

import dev.lockstep.stack.local.LocalStack;
import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.server.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The running servers and services of a directory, found by their pid files. */
public final class RunningProcesses {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final StackDirectory directory;

    public RunningProcesses(StackDirectory directory) {
        this.directory = directory;
    }

    /** Whether any of the servers and services is running. */
    public boolean isAnyRunning() {
        return !services().isEmpty() || LocalStack.find(directory).isPresent();
    }

    /** Whether all servers and all services are running. */
    public boolean areAllRunning() {
        return services().size() == LockstepService.values().length
                && LocalStack.find(directory)
                        .filter(stack -> stack.servers().stream().allMatch(Server::isRunning))
                        .isPresent();
    }

    /** Stops the services, then the servers. Returns the names of those that were running. */
    public List<String> stopAll() {
        List<String> stopped = new ArrayList<>();
        List<LockstepService> running = Arrays.stream(LockstepService.values())
                .filter(service -> find(service).isPresent())
                .toList();
        List<ChildProcess> processes = services();
        processes.forEach(process -> process.signal(process.isSuspended() ? Signal.KILL : Signal.TERM));
        processes.forEach(RunningProcesses::awaitExitOrKill);
        running.forEach(service -> stopped.add(service.label()));
        Arrays.stream(LockstepService.values()).forEach(service -> ChildProcess.deletePidFile(pidFile(service)));
        LocalStack.find(directory).ifPresent(stack -> {
            stack.servers().stream()
                    .filter(Server::isRunning)
                    .forEach(server -> stopped.add(server.kind().label()));
            stack.stop();
        });
        return stopped;
    }

    private static void awaitExitOrKill(ChildProcess process) {
        if (!process.awaitExit(STOP_LIMIT)) {
            process.signal(Signal.KILL);
            process.awaitExit(KILL_LIMIT);
        }
    }

    private List<ChildProcess> services() {
        return Arrays.stream(LockstepService.values())
                .flatMap(service -> find(service).stream())
                .toList();
    }

    private Optional<ChildProcess> find(LockstepService service) {
        return ChildProcess.find(pidFile(service));
    }

    private Path pidFile(LockstepService service) {
        return directoryOf(service).resolve(ServiceSpec.PID_FILE);
    }

    private Path directoryOf(LockstepService service) {
        return directory.root().resolve(service.label());
    }

    public Path log(LockstepService service) {
        return directoryOf(service).resolve(ServiceSpec.LOG_FILE);
    }
}
