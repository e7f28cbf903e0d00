package dev.lockstep.cli;

import dev.lockstep.cli.api.Coordinator;
import dev.lockstep.stack.process.Lifetime;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.RunningProcesses;
import dev.lockstep.stack.service.SystemPorts;
import dev.lockstep.stack.service.SystemSpec;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts what does not run of the local servers and the four services, and returns when all are ready. */
@Command(name = "up", description = "Start the local servers and the four services, and leave them running.")
final class UpCommand implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Mixin
    private Ports ports = new Ports();

    @Override
    public Integer call() {
        RunningProcesses running = new RunningProcesses(place.directory());
        if (running.all()) {
            System.out.println("Everything is up already; addresses are in " + place.addresses());
            return ExitCodes.DONE;
        }
        SystemPorts asked = ports.chosen(place.directory());
        if (!asked.equals(SystemPorts.lastOf(place.directory()))) {
            running.end(); // What is left of an earlier one listens elsewhere than is asked for now.
        }
        long began = System.nanoTime();
        LocalSystem system = start(asked);
        TargetsReady.await(
                new Coordinator(system.service(LockstepService.COORDINATOR).url()));
        SystemReport.print(System.out, system, place.addresses(), began);
        return ExitCodes.DONE;
    }

    // The environment of the caller reaches the services, so one more database is one more variable.
    private LocalSystem start(SystemPorts asked) {
        return LocalSystem.start(
                new SystemSpec(place.project(), place.directory(), asked, Lifetime.DETACHED, Map.of()));
    }
}
