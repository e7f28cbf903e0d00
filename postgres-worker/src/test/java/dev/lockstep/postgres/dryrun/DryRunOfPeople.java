package dev.lockstep.postgres.dryrun;

import dev.lockstep.postgres.fixture.DryRunScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import org.junit.jupiter.api.AfterEach;

/** Dry runs on a database of their own, which can have a table {@code people} with three rows. */
abstract class DryRunOfPeople {
    protected final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    protected DryRunScenario plan() {
        return DryRunScenario.on(postgres);
    }

    protected void createPeople() {
        postgres.execute(
                "CREATE TABLE people (id integer PRIMARY KEY, email text, age integer)",
                "INSERT INTO people SELECT g, g || '@x.example', g FROM generate_series(1, 3) g");
    }
}
