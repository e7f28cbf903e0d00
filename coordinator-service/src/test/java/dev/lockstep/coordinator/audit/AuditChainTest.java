package dev.lockstep.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditChainTest {
    private final PostgresDatabase database = TestDatabase.migrated();
    private final JdbcTemplate jdbc =
            new JdbcTemplate(new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
    private final JdbcAuditTrail trail = new JdbcAuditTrail(jdbc);
    private final AuditChain chain = new AuditChain(trail);

    private static AuditEntry entry(String path) {
        return new AuditEntry(
                Instant.parse("2026-01-01T00:00:00Z"), null, null, "127.0.0.1", "POST", path, 401, null, null, 0);
    }

    @BeforeEach
    void appendFive() {
        IntStream.range(0, 5).forEach(number -> trail.append(entry("/ä/" + number)));
    }

    @Nested
    class An_intact_chain {
        @Test
        void is_verified_whole() {
            AuditChain.Verification result = chain.verify();
            assertThat(result.isIntact()).isTrue();
            assertThat(result.entries()).isEqualTo(5);
            assertThat(result.lastHash()).isEqualTo(trail.head().hash());
        }

        @Test
        void is_written_by_concurrent_transactions() throws Exception {
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                List<Future<?>> writers = IntStream.range(0, 4)
                        .<Future<?>>mapToObj(writer -> threads.submit(() -> IntStream.range(0, 25)
                                .forEach(number -> trail.append(entry("/%d/%d".formatted(writer, number))))))
                        .toList();
                for (Future<?> writer : writers) {
                    writer.get();
                }
            }
            assertThat(chain.verify())
                    .isEqualTo(new AuditChain.Verification(105, trail.head().hash(), null, null));
        }
    }

    @Nested
    class A_transaction_that_is_rolled_back {
        @Test
        void leaves_no_entry_and_no_gap() {
            DriverManagerDataSource source =
                    new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
            JdbcAuditTrail inTransaction = new JdbcAuditTrail(new JdbcTemplate(source));
            new TransactionTemplate(new JdbcTransactionManager(source)).executeWithoutResult(status -> {
                inTransaction.append(entry("/rolled-back"));
                status.setRollbackOnly();
            });
            trail.append(entry("/after"));
            assertThat(chain.verify().entries()).isEqualTo(6);
            assertThat(trail.after(5, 10)).singleElement().matches(entry -> entry.text()
                    .contains("/after"));
        }
    }

    @Nested
    class A_broken_chain {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "UPDATE audit_entry SET entry = replace(entry, '401', '202') WHERE sequence = 3 | 3",
                    "UPDATE audit_entry SET hash = sha256('x') WHERE sequence = 2 | 2",
                    "DELETE FROM audit_entry WHERE sequence = 4 | 4",
                    "DELETE FROM audit_entry WHERE sequence = 5 | 5",
                    "DELETE FROM audit_entry | 1",
                    "UPDATE audit_entry SET sequence = sequence + 10 WHERE sequence IN (2, 3) | 2",
                    "UPDATE audit_head SET hash = sha256('x') | 6",
                    "UPDATE audit_head SET sequence = 7 | 6"
                })
        void is_found_at_its_first_broken_link(String tampering, long brokenAt) {
            jdbc.update(tampering);
            AuditChain.Verification result = chain.verify();
            assertThat(result.brokenAt()).isEqualTo(brokenAt);
            assertThat(result.entries()).isEqualTo(brokenAt - 1);
            assertThat(result.finding()).isNotBlank();
        }

        @Test
        void is_found_after_an_entry_was_inserted_behind_the_end() {
            jdbc.update("INSERT INTO audit_entry VALUES (6, '{}', sha256('x'))");
            assertThat(chain.verify().isIntact())
                    .as("entries behind the end are not in the chain yet")
                    .isTrue();
            jdbc.update("UPDATE audit_head SET sequence = 6");
            assertThat(chain.verify().brokenAt()).isEqualTo(6);
        }
    }
}
