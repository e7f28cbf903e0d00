package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.Change;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.BackupScenario;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.TcpProxy;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.stack.digest.StoreDigest;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a restore does with later writes, and that a restore that fails has changed nothing. */
class RestoreFaultsTest {
    private final TestPostgres postgres = TestPostgres.fresh();

    @BeforeEach
    void create() {
        postgres.execute(
                "CREATE TABLE people (id integer PRIMARY KEY, name text, email text)",
                "INSERT INTO people SELECT g, 'n' || g, g || '@x.example' FROM generate_series(1, 100) g",
                "CREATE TABLE orders (id integer PRIMARY KEY, person integer REFERENCES people)",
                "INSERT INTO orders SELECT g, g FROM generate_series(1, 10) g");
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    private BackupScenario applied(TestPostgres target, String up) {
        BackupScenario scenario = BackupScenario.on(target).script(up);
        scenario.backUp();
        return scenario.apply();
    }

    private BackupScenario applied(String up) {
        return applied(postgres, up);
    }

    private static void assertUnchanged(BackupScenario scenario, StoreDigest before) {
        assertThat(before.compareWith(scenario.digest()).differences()).isEmpty();
    }

    @Nested
    class later_writes {
        @Test
        void are_replaced_counted_and_sampled() {
            BackupScenario scenario = applied("UPDATE people SET name = 'migrated' WHERE id <= 3");
            postgres.execute(
                    "UPDATE people SET email = 'new' WHERE id = 50",
                    "DELETE FROM people WHERE id = 99",
                    "INSERT INTO people VALUES (200, 'late', 'late')");

            RestoreResult restored = scenario.restore();

            scenario.assertAsBefore();
            assertThat(restored.equal()).isEqualTo(95);
            assertThat(restored.replaced()).isEqualTo(4);
            assertThat(restored.recreated()).isEqualTo(1);
            assertThat(restored.removed()).isEqualTo(1);
            assertThat(restored.laterWrites()).isNull();
            assertThat(restored.samples())
                    .hasSize(6)
                    .contains(
                            new LaterWrite("public.people id=50", Change.REPLACED),
                            new LaterWrite("public.people id=99", Change.RECREATED),
                            new LaterWrite("public.people id=200", Change.REMOVED));
            assertThat(restored.notes().getFirst()).contains("cannot be told apart");
        }

        @Test
        void have_masked_keys_in_samples() {
            TestPostgres masked = postgres.withOption("mask-fields", "id");
            BackupScenario scenario = applied(masked, "UPDATE people SET name = 'migrated' WHERE id = 3");

            assertThat(scenario.restore().samples())
                    .containsExactly(new LaterWrite("public.people id=***", Change.REPLACED));
        }

        @Test
        void that_refer_to_removed_rows_refuse_the_restore() {
            BackupScenario scenario = applied("INSERT INTO people VALUES (500, 'x', 'x')");
            postgres.execute("INSERT INTO orders VALUES (500, 500)");
            StoreDigest before = scenario.digest();

            StepFailure failure = scenario.restoreAndExpectFailure();

            assertThat(failure.code()).isEqualTo("restore-definition-differs");
            assertThat(failure.message()).contains("orders_person_fkey").contains("nothing was changed");
            assertUnchanged(scenario, before);
        }

        @Test
        void of_views_on_the_table_are_kept() {
            BackupScenario scenario = applied("ALTER TABLE people DROP COLUMN name");
            postgres.execute("CREATE VIEW emails AS SELECT id, email FROM people", "GRANT SELECT ON emails TO PUBLIC");
            StoreDigest with = scenario.digest();

            scenario.restore();

            StoreDigest after = scenario.digest();
            assertThat(after.units().get("relation public.emails"))
                    .isEqualTo(with.units().get("relation public.emails"));
            assertThat(postgres.value("SELECT count(*) FROM emails")).isEqualTo("100");
        }
    }

    @Nested
    class a_lock {
        @Test
        void is_waited_for_and_then_a_clear_failure() {
            TestPostgres impatient = postgres.withOption("lock-retry-timeout", "600ms");
            BackupScenario scenario = applied(impatient, "UPDATE people SET name = 'x'");
            StoreDigest before = scenario.digest();

            try (OpenTransaction _ = OpenTransaction.on(postgres, "UPDATE people SET email = 'y' WHERE id = 1")) {
                StepFailure failure = scenario.restoreAndExpectFailure();

                assertThat(failure).isInstanceOf(StepFailure.Transient.class);
                assertThat(failure.code()).isEqualTo("55P03");
                assertThat(failure.message()).contains("retried for 600 ms").contains("blocked by");
            }

            assertUnchanged(scenario, before);
            scenario.restore();
            scenario.assertAsBefore();
        }
    }

    @Nested
    class a_lost_connection {
        @Test
        void changes_nothing_and_the_restore_can_be_repeated() throws IOException {
            BackupScenario scenario = applied(
                    "ALTER TABLE people DROP COLUMN name; CREATE TABLE fresh (id integer); INSERT INTO fresh VALUES (1)");
            StoreDigest before = scenario.digest();

            for (int writes : new int[] {40, 80, 120}) {
                try (TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl())) {
                    proxy.cutAfter(writes);
                    assertThat(scenario.restoreAndExpectFailure(postgres.connectThrough(proxy)))
                            .isNotInstanceOf(StepFailure.Permanent.class);
                }
                assertUnchanged(scenario, before);
            }

            scenario.restore();
            scenario.assertAsBefore();
        }
    }

    @Nested
    class missing_permissions {
        @Test
        void are_named_and_change_nothing() {
            BackupScenario scenario = applied("UPDATE people SET name = 'x'");
            postgres.asAdmin().execute("ALTER TABLE people OWNER TO lockstep", "GRANT ALL ON people TO PUBLIC");
            StoreDigest before = scenario.digest();

            StepFailure failure = scenario.restoreAndExpectFailure();

            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.message()).contains("people");
            assertUnchanged(scenario, before);
        }
    }

    @Nested
    class a_definition {
        @Test
        void that_cannot_be_put_back_refuses_the_restore() {
            postgres.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')");
            BackupScenario scenario = applied("ALTER TYPE mood ADD VALUE 'happy'");
            postgres.execute("CREATE TABLE uses (id integer, mood mood)", "INSERT INTO uses VALUES (1, 'sad')");
            StoreDigest before = scenario.digest();

            StepFailure failure = scenario.restoreAndExpectFailure();

            assertThat(failure.code()).isEqualTo("restore-definition-differs");
            assertThat(failure.message()).contains("column public.uses.mood").contains("does not have its rows");
            assertUnchanged(scenario, before);
        }

        @Test
        void that_lost_its_name_to_another_object_refuses_the_restore() {
            BackupScenario scenario = applied("ALTER TABLE orders RENAME TO purchases");
            postgres.execute("CREATE TABLE orders (other integer)");
            StoreDigest before = scenario.digest();

            StepFailure failure = scenario.restoreAndExpectFailure();

            assertThat(failure.code()).isEqualTo("restore-definition-differs");
            assertThat(failure.message()).contains("public.orders").contains("the steps did not create");
            assertUnchanged(scenario, before);
        }
    }
}
