package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JdbcCatalogAddressesTest {
    private final PostgresContractStore store = new PostgresContractStore(
            "CREATE TABLE days (d date PRIMARY KEY, n int) PARTITION BY RANGE (d)",
            "CREATE INDEX days_n ON days (n)",
            "CREATE TABLE january PARTITION OF days FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')",
            "CREATE TABLE february PARTITION OF days FOR VALUES FROM ('2020-02-01') TO ('2020-03-01')");
    private final CatalogConnections connections = CatalogConnections.of(store);

    @AfterEach
    void close() throws SQLException {
        connections.close();
        store.close();
    }

    private Set<String> relationsNamed(String name, int maxDependents) {
        return JdbcCatalogAddresses.named(connections.jdbc(), List.of(name), maxDependents).stream()
                .filter(address -> address.catalog().equals("pg_class"))
                .map(address -> connections
                        .jdbc()
                        .sql("SELECT CAST(:oid AS oid)::regclass::text")
                        .param("oid", address.oid())
                        .query(String.class)
                        .single())
                .collect(Collectors.toSet());
    }

    @Nested
    class A_partitioned_table {
        @Test
        void is_found_with_its_indexes_and_without_its_partitions() {
            assertThat(relationsNamed("days", 0)).containsExactlyInAnyOrder("days", "days_pkey", "days_n");
        }

        @Test
        void is_found_with_partitions_and_their_indexes_as_dependents() {
            assertThat(relationsNamed("days", 500))
                    .containsExactlyInAnyOrder(
                            "days",
                            "days_pkey",
                            "days_n",
                            "january",
                            "january_pkey",
                            "january_n_idx",
                            "february",
                            "february_pkey",
                            "february_n_idx");
        }
    }

    @Nested
    class A_partition {
        @Test
        void is_found_with_its_indexes() {
            assertThat(relationsNamed("january", 0))
                    .containsExactlyInAnyOrder("january", "january_pkey", "january_n_idx");
        }
    }
}
