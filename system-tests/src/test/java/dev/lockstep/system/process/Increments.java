package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.ServiceProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Migrations over all three stores that can be run any number of times, and whose number and order can be read from the
 * data. Each increments every row and document, and adds a member of its own to every key.
 */
final class Increments {
    private final LockstepSystem system;
    private final TestData data;
    /** The migrations in the order of their submission, and the members that they add to the keys. */
    private final SequencedMap<String, String> submitted = new LinkedHashMap<>();

    Increments(LockstepSystem system, TestData data) {
        this.system = system;
        this.data = data;
    }

    /** A plan, and the member that it adds to the keys. */
    record Increment(String plan, String member) {}

    /** Submits a plan to this coordinator, or to the next ones if it does not accept it. Returns the id of its migration. */
    String submit(List<ServiceProcess> coordinators) {
        return submit(TestPlans.increment(0), coordinators);
    }

    String submit(Increment increment, List<ServiceProcess> coordinators) {
        int[] next = {0};
        String id = Waits.await("a coordinator accepts the plan")
                .until(
                        () -> {
                            // Another thread may take a coordinator out of the list meanwhile.
                            List<ServiceProcess> now = List.copyOf(coordinators);
                            return system.apiOf(now.get(next[0]++ % now.size())).trySubmit(increment.plan());
                        },
                        Optional::isPresent)
                .orElseThrow();
        synchronized (submitted) {
            submitted.put(id, increment.member());
        }
        return id;
    }

    /** The migrations that were accepted, in their order. */
    List<String> ids() {
        synchronized (submitted) {
            return List.copyOf(submitted.keySet());
        }
    }

    /** Waits until all migrations are completed, and asserts that each of them has changed each unit once. */
    void assertAllAppliedOnce() {
        ids().forEach(id -> system.api().awaitState(id, "COMPLETED"));
        List<String> order =
                new ArrayList<>(system.api().completedOn(LockstepSystem.REDIS).reversed());
        order.retainAll(submitted.keySet());
        assertThat(order).as("completed migrations").containsExactlyInAnyOrderElementsOf(submitted.keySet());
        TargetDigests found = TargetDigests.of(system);
        data.writeIncremented(order.stream().map(submitted::get).toList());
        found.assertSameAs(TargetDigests.of(system));
    }
}
