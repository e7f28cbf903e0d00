package dev.lockstep.stack.service;

import dev.lockstep.stack.LocalStack;
import dev.lockstep.stack.StackDirectory;
import dev.lockstep.stack.StackServer;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What runs in a directory, whoever started it and whatever became of the rest: enough to end it. */
public final class RunningProcesses {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final StackDirectory directory;

    public RunningProcesses(StackDirectory directory) {
        this.directory = directory;
    }

    public boolean any() {
        return !services().isEmpty() || LocalStack.attach(directory).isPresent();
    }

    /** Whether all four servers and all four services run. */
    public boolean all() {
        return services().size() == LockstepService.values().length
                && LocalStack.attach(directory)
                        .filter(stack -> stack.servers().stream().allMatch(StackServer::isRunning))
                        .isPresent();
    }

    /** Ends the services together and then the servers; answers the names of what was ended. */
    public List<String> end() {
        List<String> ended = new ArrayList<>();
        List<LockstepService> running = Arrays.stream(LockstepService.values())
                .filter(service -> find(service).isPresent())
                .toList();
        List<ChildProcess> processes = services();
        processes.forEach(process -> process.signal(Signal.TERM));
        processes.forEach(RunningProcesses::awaitOrKill);
        running.forEach(service -> ended.add(service.label()));
        LocalStack.attach(directory).ifPresent(stack -> {
            stack.servers().stream()
                    .filter(StackServer::isRunning)
                    .forEach(server -> ended.add(server.kind().label()));
            stack.stop();
        });
        return ended;
    }

    private static void awaitOrKill(ChildProcess process) {
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
        return ChildProcess.find(home(service).resolve("service.pid"));
    }

    private Path home(LockstepService service) {
        return directory.root().resolve(service.label());
    }

    /** The log of this service. */
    public Path log(LockstepService service) {
        return home(service).resolve("service.log");
    }
}
