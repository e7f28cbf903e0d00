package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A queue of 500 migrations that is filled during a freeze and drained after it. */
class LongQueueTest extends FreezeCase {
    private static final int QUEUED = 500;
    private static final List<String> TARGETS = List.of("pg-1", "pg-2", "pg-3", "pg-4", "pg-5");
    /** Every tenth migration has a step on two targets, so that the queues of the targets depend on each other. */
    private static final int WIDE = 10;
    /** The migration that is moved: the 250th, in the middle of the queue of its target. */
    private static final int MOVED = QUEUED / 2 - 1;

    /** A command as it arrived at the worker. */
    private record Received(String target, String migration) {}

    private final ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
    private final List<String> submitted = new ArrayList<>();
    private final Map<String, List<String>> expected = new HashMap<>();

    private static List<String> targetsOf(int index) {
        String target = TARGETS.get(index % TARGETS.size());
        return index % WIDE == 0
                ? List.of(target, TARGETS.get((index / WIDE + 1) % TARGETS.size())).stream()
                        .distinct()
                        .toList()
                : List.of(target);
    }

    private static String planOn(List<String> targets) {
        StringBuilder plan = new StringBuilder(plan(targets.getFirst()));
        targets.stream()
                .skip(1)
                .forEach(target -> plan.append(
                        """
                            - id: other
                              target: %s
                              operation: {type: postgres.sql, version: "1", up: SELECT 1, down: SELECT 2}
                        """
                                .formatted(target)));
        return plan.toString();
    }

    private void record(Command command) {
        received.add(new Received(
                command.header().target().value(), command.header().migration().toString()));
    }

    private void submitAll() {
        IntStream.range(0, QUEUED).forEach(index -> {
            String id = submitQueued(planOn(targetsOf(index)));
            submitted.add(id);
            targetsOf(index).forEach(target -> expected.computeIfAbsent(target, _ -> new ArrayList<>())
                    .add(id));
        });
    }

    /** The migrations whose commands a target got, in their order; one that was interrupted by another occurs twice. */
    private List<String> carriedOutOn(String target) {
        List<String> migrations = new ArrayList<>();
        for (Received command : received) {
            if (command.target().equals(target)
                    && (migrations.isEmpty() || !migrations.getLast().equals(command.migration()))) {
                migrations.add(command.migration());
            }
        }
        return migrations;
    }

    @Test
    void is_carried_out_in_the_order_of_submission_on_each_target_but_for_the_one_that_was_moved() {
        worker.useScript(command -> {
            record(command);
            return ScriptedWorker.acceptAndSucceed(command);
        });
        String freeze = open(alice);
        submitAll();
        String moved = submitted.get(MOVED);
        assertThat(targetsOf(MOVED)).containsExactly("pg-5");
        Api.Response response = api.requestAction(moved, "prioritise", REASON);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        List<String> onItsTarget = Objects.requireNonNull(expected.get("pg-5"));
        onItsTarget.remove(moved);
        onItsTarget.addFirst(moved);

        breakTogether(freeze);

        // One after the other, so that the limit of a wait is for one migration and not for all.
        submitted.forEach(id -> awaitState(id, "COMPLETED"));
        TARGETS.forEach(target -> assertThat(carriedOutOn(target)).as(target).isEqualTo(expected.get(target)));
    }
}
