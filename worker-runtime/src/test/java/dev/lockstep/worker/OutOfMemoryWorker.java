package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.service.ProcessExit;
import java.util.ArrayList;
import java.util.List;

/** Main class of a process that runs out of memory in an executor, in a thread or in a periodic task. */
final class OutOfMemoryWorker {
    private OutOfMemoryWorker() {}

    public static void main(String[] arguments) throws InterruptedException {
        ProcessExit.handleUncaught();
        switch (arguments[0]) {
            case "executor" -> runExecutor();
            case "thread" ->
                Thread.ofPlatform().start(OutOfMemoryWorker::useUpHeap).join();
            default -> ProcessExit.guard("test", OutOfMemoryWorker::useUpHeap).run();
        }
    }

    private static void runExecutor() {
        ScriptedTarget target = new ScriptedTarget(_ -> {
            useUpHeap();
            throw new IllegalStateException("the heap is not used up");
        });
        try (ContractWorker worker = new ContractWorker(target, TargetKind.MONGO)) {
            worker.run(ContractMigration.of(InMemoryIncrement.OPERATION).apply(1));
        }
    }

    private static void useUpHeap() {
        List<byte[]> held = new ArrayList<>();
        for (int block = 0; block < 10_000; block++) {
            held.add(new byte[1024 * 1024]);
        }
        throw new IllegalStateException("the heap held %d MiB".formatted(held.size()));
    }
}
