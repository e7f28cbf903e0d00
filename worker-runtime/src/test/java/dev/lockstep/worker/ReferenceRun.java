package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Runs a migration without faults; records the digest after every stage and the failpoints that each stage reaches. */
final class ReferenceRun {
    private final String digestBefore;
    private final Map<ContractStage, String> digestsAfter = new EnumMap<>(ContractStage.class);
    private final Map<ContractStage, Map<String, Integer>> hits = new EnumMap<>(ContractStage.class);

    ReferenceRun(StepOperation operation, ContractStore store) {
        digestBefore = store.digest();
        ContractMigration migration = ContractMigration.of(operation);
        long dispatch = 1;
        for (ContractStage stage : ContractStage.of(operation)) {
            Map<String, Integer> counts = new HashMap<>();
            try (ContractWorker worker = new ContractWorker(store.connect(), operation.kind());
                    Failpoints.Watch _ = Failpoints.watch(point -> count(counts, point))) {
                worker.run(stage.command(migration, dispatch++));
            }
            hits.put(stage, counts);
            digestsAfter.put(stage, store.digest());
        }
    }

    private static void count(Map<String, Integer> counts, String point) {
        synchronized (counts) {
            counts.merge(point, 1, Integer::sum);
        }
    }

    String digestBefore() {
        return digestBefore;
    }

    String digestAfter(ContractStage stage) {
        return digestsAfter.getOrDefault(stage, "stage %s was not reached".formatted(stage));
    }

    Set<String> failpoints() {
        Set<String> failpoints = new TreeSet<>();
        hits.values().forEach(counts -> failpoints.addAll(counts.keySet()));
        return failpoints;
    }

    /** Returns every failpoint of every stage, at its first, middle and last hit. */
    Stream<FailpointHit> failpointHits() {
        return hits.entrySet().stream()
                .flatMap(stage -> stage.getValue().entrySet().stream().flatMap(point -> distinctHits(point.getValue())
                        .mapToObj(hit -> new FailpointHit(stage.getKey(), point.getKey(), hit))));
    }

    /** Returns every failpoint of every stage, at its middle hit. */
    Stream<FailpointHit> middleHits() {
        return hits.entrySet().stream().flatMap(stage -> stage.getValue().entrySet().stream()
                .map(point -> new FailpointHit(stage.getKey(), point.getKey(), middle(point.getValue()))));
    }

    private static IntStream distinctHits(int count) {
        return List.of(1, middle(count), count).stream()
                .mapToInt(Integer::intValue)
                .distinct();
    }

    private static int middle(int count) {
        return (count + 1) / 2;
    }

    /** The n-th hit of a failpoint within a stage. */
    record FailpointHit(ContractStage stage, String point, int number) {
        @Override
        public String toString() {
            return "%s at %s, hit %d".formatted(stage, point, number);
        }
    }
}
