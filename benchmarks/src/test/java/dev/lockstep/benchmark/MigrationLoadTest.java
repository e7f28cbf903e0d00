package dev.lockstep.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MigrationLoadTest {

    private static final List<String> SETS = List.of("main", "set1");

    @Nested
    class A_load {

        @Test
        void runs_migrations_on_all_sets_until_it_is_stopped() throws InterruptedException {
            CountDownLatch main = new CountDownLatch(5);
            CountDownLatch set1 = new CountDownLatch(5);
            Map<String, CountDownLatch> migrations = Map.of("main", main, "set1", set1);
            try (MigrationLoad load = new MigrationLoad(
                    SETS, set -> Objects.requireNonNull(migrations.get(set)).countDown())) {
                assertThat(main.await(1, TimeUnit.MINUTES)).isTrue();
                assertThat(set1.await(1, TimeUnit.MINUTES)).isTrue();
                load.stop();

                assertThat(load.completed()).isGreaterThanOrEqualTo(10);
            }
        }

        @Test
        void reports_a_migration_that_failed_instead_of_a_number() throws InterruptedException {
            CountDownLatch failed = new CountDownLatch(1);
            try (MigrationLoad load = new MigrationLoad(SETS, set -> failOnSet1(set, failed))) {
                assertThat(failed.await(1, TimeUnit.MINUTES)).isTrue();
                assertThatThrownBy(load::stop).hasRootCauseMessage("rolled back");
                assertThatThrownBy(load::completed).hasRootCauseMessage("rolled back");
            }
        }
    }

    private static void failOnSet1(String set, CountDownLatch failed) {
        if (set.equals("set1")) {
            failed.countDown();
            throw new IllegalStateException("rolled back");
        }
    }
}
