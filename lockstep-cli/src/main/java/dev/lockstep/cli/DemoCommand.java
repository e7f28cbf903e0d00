package dev.lockstep.cli;

import dev.lockstep.cli.api.Coordinator;
import dev.lockstep.cli.demo.Demo;
import dev.lockstep.stack.process.Lifetime;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.RunningProcesses;
import dev.lockstep.stack.service.SystemSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything from nothing: servers, services, data, a plan that completes and a plan that is rolled back. */
@Command(
        name = "demo",
        description = "Start everything with sample data and run two plans: one completes, one is rolled back.")
final class DemoCommand implements Callable<Integer> {

    private static final String MARK = "demo";

    @Mixin
    private Place place = new Place();

    @Mixin
    private Ports ports = new Ports();

    @Option(names = "--once", description = "End everything after the two runs; exit 0 if both ended as they must.")
    private boolean once;

    @Override
    public Integer call() {
        clearEarlierDemo();
        long began = System.nanoTime();
        Lifetime lifetime = once ? Lifetime.WITH_LAUNCHER : Lifetime.DETACHED;
        LocalSystem system = LocalSystem.start(new SystemSpec(
                place.project(), place.directory(), ports.chosen(place.directory()), lifetime, Map.of()));
        TargetsReady.await(
                new Coordinator(system.service(LockstepService.COORDINATOR).url()));
        SystemReport.print(System.out, system, place.addresses(), began);
        boolean asTheyMust = new Demo(system, place.project().resolve("examples"), System.out).run();
        finish(system);
        System.out.println();
        System.out.println(asTheyMust ? "Both plans ended as they must." : "The demo did not end as it must.");
        return asTheyMust ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void finish(LocalSystem system) {
        if (once) {
            system.stop();
            return;
        }
        System.out.printf(
                "%nEverything is still up: look at %s%n",
                system.service(LockstepService.COORDINATOR).url());
        System.out.println("  ./lockstep status          the two migrations");
        System.out.println("  ./lockstep logs            what everybody said");
        System.out.println("  ./lockstep rollback ID     put the completed one back as well");
        System.out.println("  ./lockstep down --purge    end everything and remove its data");
    }

    // A demo begins with nothing. It takes away what an earlier demo left, and never what somebody else keeps here.
    private void clearEarlierDemo() {
        Path mark = place.directory().root().resolve(MARK);
        if (place.directory().exists() && !Files.exists(mark)) {
            throw new IllegalStateException(
                    "there is a stack with data in " + place.directory().root()
                            + "; './lockstep down --purge' removes it, or --directory names another place for the demo");
        }
        new RunningProcesses(place.directory()).end();
        place.directory().delete();
        try {
            Files.createDirectories(mark.getParent());
            Files.createFile(mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
