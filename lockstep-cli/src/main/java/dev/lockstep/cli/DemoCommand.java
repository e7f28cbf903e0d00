package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.demo.Demo;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.RunningProcesses;
import dev.lockstep.stack.service.SystemSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Starts servers, services and the sample application with sample data, and runs plans that complete and that are
 * rolled back.
 */
@Command(
        name = "demo",
        description = "Start all servers and services with sample data, and run four plans: two that complete and two "
                + "that are rolled back. The last two have maintenance, smoke tests and notifications.")
final class DemoCommand implements Callable<Integer> {

    private static final String MARKER_FILE = "demo";

    @Mixin
    private DirectoryOptions directoryOptions = new DirectoryOptions();

    @Mixin
    private PortOptions portOptions = new PortOptions();

    @Option(
            names = "--once",
            description = "Stop everything after the plans. Exit codes: 0 all plans ended as expected, 1 otherwise.")
    private boolean once;

    @Override
    public Integer call() {
        deleteEarlierDemo();
        long startNanos = System.nanoTime();
        LocalCoordinator coordinator = new LocalCoordinator(directoryOptions.directory(), System.getenv());
        LocalSystem system = start();
        CoordinatorClient client = coordinator.client(system);
        TargetReadiness.ofLocalTargetsAnd(List.of()).await(client);
        SystemSummary.print(System.out, system, directoryOptions.addresses(), startNanos);
        Path examples = directoryOptions.project().resolve("examples");
        boolean isSuccessful = new Demo(system, client, examples, System.out).run();
        System.out.println();
        System.out.println(
                isSuccessful
                        ? "Demo succeeded: plans 1 and 3 completed, and plans 2 and 4 were rolled back in all stores."
                        : "Demo failed: a plan did not end as expected; see the output above.");
        finish(system, coordinator);
        return isSuccessful ? ExitCodes.SUCCESS : ExitCodes.FAILED;
    }

    private LocalSystem start() {
        return LocalSystem.start(new SystemSpec(
                directoryOptions.project(),
                directoryOptions.directory(),
                portOptions.resolve(directoryOptions.directory()),
                once ? ProcessLifetime.WITH_PARENT : ProcessLifetime.DETACHED,
                Map.of(),
                LockstepService.all()));
    }

    private void finish(LocalSystem system, LocalCoordinator coordinator) {
        if (once) {
            system.stop();
            return;
        }
        System.out.printf(
                "%nThe servers and services are still running. Coordinator: %s%n",
                system.service(LockstepService.COORDINATOR).url());
        coordinator.printTokenFile(System.out);
        System.out.println("  ./lockstep status          list the migrations");
        System.out.println("  ./lockstep logs            print the logs of all servers and services");
        System.out.println("  ./lockstep rollback ID     roll back the migration that is completed");
        System.out.println("  ./lockstep down --purge    stop everything and delete its data");
    }

    // The demo needs empty stores. It deletes a directory only if the directory contains the marker file of a demo.
    private void deleteEarlierDemo() {
        Path root = directoryOptions.directory().root();
        Path marker = root.resolve(MARKER_FILE);
        if (directoryOptions.directory().exists() && !Files.exists(marker)) {
            throw new IllegalStateException("found data of ./lockstep up in " + root
                    + ", expected an empty directory; delete it with './lockstep down --purge', or choose another with"
                    + " --directory");
        }
        new RunningProcesses(directoryOptions.directory()).stopAll();
        directoryOptions.directory().delete();
        try {
            Files.createDirectories(root);
            Files.createFile(marker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
