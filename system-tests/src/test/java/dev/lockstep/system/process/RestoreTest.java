package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import dev.lockstep.stack.service.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backups of three stores that are restored after their migration. */
class RestoreTest {
    private static final List<String> TARGETS =
            List.of(LockstepSystem.POSTGRES, LockstepSystem.MONGO, LockstepSystem.REDIS);

    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, 500);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    @Test
    void makes_every_store_as_it_was_before_the_migration() {
        TargetDigests before = TargetDigests.of(system);
        String id = system.api().submit(TestPlans.allStoresWithBackup());
        system.api().awaitState(id, "COMPLETED");
        data.assertAppliedOnce();
        for (String target : TARGETS) {
            assertThat(system.api().restore(id, target).path("equal").asInt(-1)).isGreaterThanOrEqualTo(0);
        }
        before.assertSameAs(TargetDigests.of(system));
    }

    @Test
    void makes_every_store_as_it_was_from_a_backup_whose_first_worker_was_killed() throws IOException {
        ServiceProcess worker = system.restart(
                LockstepService.MONGO_WORKER, Map.of("LOCKSTEP_FAILPOINTS", "backup.after-file=pause:60s"));
        TargetDigests before = TargetDigests.of(system);
        String id = system.api().submit(TestPlans.allStoresWithBackup());
        Waits.await("an unfinished backup").until(() -> !unfinished(id).isEmpty() && hasFile(id));
        List<Path> ofKilled = unfinished(id);
        worker.kill();
        assertThat(ofKilled).hasSize(1);
        before.assertSameAs(TargetDigests.of(system));
        system.restartKilled(LockstepService.MONGO_WORKER);
        system.api().awaitState(id, "COMPLETED");
        data.assertAppliedOnce();
        assertThat(ofKilled).allSatisfy(directory -> assertThat(directory).doesNotExist());
        assertThat(unfinished(id)).isEmpty();
        TARGETS.forEach(target -> system.api().restore(id, target));
        before.assertSameAs(TargetDigests.of(system));
    }

    /** The directories of attempts to back up the documents that have no manifest. */
    private List<Path> unfinished(String id) throws IOException {
        Path target = system.backups().resolve(id).resolve(LockstepSystem.MONGO);
        if (!Files.exists(target)) {
            return List.of();
        }
        try (Stream<Path> attempts = Files.list(target)) {
            return attempts.filter(Files::isDirectory)
                    .filter(attempt -> !Files.exists(attempt.resolve("manifest.json")))
                    .toList();
        }
    }

    /** Whether an unfinished backup has a complete file. */
    private boolean hasFile(String id) throws IOException {
        for (Path attempt : unfinished(id)) {
            if (Files.exists(attempt.resolve("c0001.metadata.json.gz"))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void goes_on_although_the_coordinator_is_killed() {
        TargetDigests before = TargetDigests.of(system);
        String id = system.api().submit(TestPlans.allStoresWithBackup());
        system.api().awaitState(id, "COMPLETED");
        ServiceProcess worker = system.instance(LockstepService.REDIS_WORKER);
        worker.pause();
        String restore = system.api().requestRestore(id, LockstepSystem.REDIS);
        system.instance(LockstepService.COORDINATOR).kill();
        system.restartKilled(LockstepService.COORDINATOR);
        worker.resume();
        system.api().awaitRestored(restore);
        system.api().restore(id, LockstepSystem.MONGO);
        system.api().restore(id, LockstepSystem.POSTGRES);
        before.assertSameAs(TargetDigests.of(system));
    }
}
