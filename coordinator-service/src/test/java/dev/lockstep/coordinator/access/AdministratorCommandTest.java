package dev.lockstep.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class AdministratorCommandTest {
    private record Result(int exitCode, String out, String err) {}

    private static JdbcTemplate jdbc(PostgresDatabase database) {
        return new JdbcTemplate(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
    }

    /** Runs the command as a process, as an administrator does. */
    private static Result run(PostgresDatabase database, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockstep.coordinator.CoordinatorApplication"));
        command.addAll(List.of(arguments));
        command.add("--spring.datasource.url=" + database.jdbcUrl());
        command.add("--spring.datasource.username=" + database.username());
        command.add("--spring.datasource.password=" + database.password());
        Process process = new ProcessBuilder(command).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, err);
    }

    @Nested
    class The_command_create_token {
        @Test
        void prints_only_a_token_of_the_coordinator_even_before_its_first_start() throws Exception {
            PostgresDatabase database = SharedPostgres.freshDatabase();
            Result result = run(
                    database,
                    "create-token",
                    "--name=ops",
                    "--kind=person",
                    "--grant=admin",
                    "--grant=viewer@target=a,label=b:c",
                    "--days=30");
            assertThat(result.exitCode()).as(result.err()).isZero();
            Caller caller = new ApiTokens(new JdbcApiTokens(jdbc(database)), Clock.systemUTC(), new CredentialChecks())
                    .authenticate(result.out().strip())
                    .orElseThrow()
                    .caller();
            assertThat(caller.actor()).isEqualTo(new Actor("ops", Actor.Kind.PERSON, null));
            assertThat(caller.grants()).containsExactly(Grant.parse("admin"), Grant.parse("viewer@target=a,label=b:c"));
        }

        @Test
        void refuses_an_invalid_grant() throws Exception {
            Result result = run(TestDatabase.migrated(), "create-token", "--name=ops", "--grant=root");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("create-token failed: the grant is \"root\"");
            assertThat(run(TestDatabase.migrated(), "create-token", "--name=ops", "--grant=viewer", "--kind=robot")
                            .err())
                    .contains("create-token failed: --kind is \"robot\"; expected person or service");
        }
    }

    @Nested
    class The_command_verify_audit {
        @Test
        void names_the_first_broken_link() throws Exception {
            PostgresDatabase database = TestDatabase.migrated();
            assertThat(run(database, "verify-audit"))
                    .extracting(Result::exitCode)
                    .isEqualTo(0);
            jdbc(database).update("UPDATE audit_head SET sequence = 1");
            Result broken = run(database, "verify-audit");
            assertThat(broken.exitCode()).isEqualTo(1);
            assertThat(broken.out()).contains("broken at entry 1: the entry is missing");
        }
    }
}
