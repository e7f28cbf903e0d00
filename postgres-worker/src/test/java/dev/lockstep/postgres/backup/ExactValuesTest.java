package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.postgres.fixture.BackupScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values come back exactly as they were stored, also those that equal other ones. */
class ExactValuesTest {
    /** Types with values of which some are equal for the server although they are stored differently. */
    private static final List<Type> TYPES = List.of(
            new Type("numeric", "1.0", "1.00", "'NaN'", "'Infinity'", "-0.000", "1e50"),
            new Type("double precision", "0", "'-0'", "'NaN'", "'-Infinity'", "0.1", "1e-300"),
            new Type("real", "0", "'-0'", "0.1", "3e38"),
            new Type("json", "'{\"b\": 1, \"a\": [1, 2 ]}'", "'{\"a\": [1, 2], \"b\": 1}'", "'null'", "'\"\\u00e4\"'"),
            new Type("jsonb", "'{\"b\": 1, \"a\": 1.00}'", "'{\"b\": 1, \"a\": 1.0}'", "'[]'"),
            new Type("bytea", "'\\x'", "'\\x00ff5c0a0d'", "'\\x5c4e'"),
            new Type("text", "''", "'\\N'", "E'a\\tb\\nc\\\\d\\r'", "'ä€😀'", "'\\.'", "repeat('long ', 4000)"),
            new Type("varchar(20)", "'x'", "'x  '"),
            new Type("character(5)", "'x'", "'xy'"),
            new Type("\"char\"", "'a'", "''"),
            new Type("timestamptz", "'infinity'", "'2026-03-29 02:30:00.123456+02'", "'0044-03-15 12:00:00+00 BC'"),
            new Type("timestamp", "'-infinity'", "'2026-10-25 02:30:00.000001'"),
            new Type("date", "'infinity'", "'4713-01-01 BC'", "'5874897-12-31'"),
            new Type("timetz", "'24:00:00+15:59'", "'00:00:00.000001-15:59'"),
            new Type("interval", "'1 mon'", "'30 days'", "'-1 day 24:00:00'", "'00:00:00.000001'"),
            new Type("integer[]", "'{}'", "'{1,NULL,3}'", "'[0:2]={1,2,3}'", "'{{1,2},{3,4}}'"),
            new Type("text[]", "'{}'", "ARRAY['', 'NULL', NULL, '\"', '\\', 'a,b', '{}']"),
            new Type("int4range", "'empty'", "'[1,5)'", "'(,3)'"),
            new Type("tstzmultirange", "'{}'", "'{[2026-01-01,2026-02-01),(2027-01-01,)}'"),
            new Type("uuid", "'00000000-0000-0000-0000-000000000000'", "gen_random_uuid()"),
            new Type("inet", "'10.0.0.1'", "'10.0.0.1/8'", "'::1'"),
            new Type("bit varying", "B''", "B'0101'", "B'101'"),
            new Type("money", "'$1,234.56'", "'-0.01'"),
            new Type("point", "'(0,-0)'", "'(1e-20,5)'"),
            new Type("tsvector", "'a:1A b:2,3'", "''"),
            new Type("xml", "'<a>&amp;</a>'", "'text'"),
            new Type("mood", "'sad'", "'o''k'"),
            new Type("amount", "5", "7"),
            new Type("pair", "ROW(1, 'a,\"b')", "ROW(NULL, '')", "ROW(NULL, NULL)"),
            new Type("pair[]", "ARRAY[ROW(1, 'x')::pair, NULL]", "'{}'"));

    private final TestPostgres postgres = TestPostgres.fresh();

    private record Type(String name, List<String> values) {
        Type(String name, String... values) {
            this(name, List.of(values));
        }

        String any(Random random) {
            int index = random.nextInt(values.size() + 1);
            return index == values.size() ? "NULL" : values.get(index);
        }
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    private static String row(Random random, List<Type> types, String key) {
        return "INSERT INTO things VALUES (%s%s)"
                .formatted(key, types.stream().map(type -> type.any(random)).collect(Collectors.joining(", ")));
    }

    private static String update(Random random, List<Type> types) {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < types.size(); i++) {
            columns.append(i == 0 ? "" : ", ")
                    .append("c%d = %s".formatted(i, types.get(i).any(random)));
        }
        return "UPDATE things SET %s".formatted(columns);
    }

    private void createThings(String key, List<Type> types) {
        postgres.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'o''k')",
                "CREATE DOMAIN amount AS numeric CHECK (VALUE > 0)",
                "CREATE TYPE pair AS (n integer, t text)");
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add("c%d %s".formatted(i, types.get(i).name()));
        }
        postgres.execute("CREATE TABLE things (%s%s)".formatted(key, String.join(", ", columns)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void of_all_types_are_restored(long seed) {
        Random random = new Random(seed);
        boolean hasKey = random.nextBoolean();
        createThings(hasKey ? "id integer PRIMARY KEY, " : "", TYPES);
        for (int i = 0; i < 40; i++) {
            postgres.execute(row(random, TYPES, hasKey ? i + ", " : ""));
        }
        try (BackupScenario scenario = BackupScenario.on(postgres)) {
            scenario.script(update(random, TYPES));
            if (random.nextBoolean()) {
                int dropped = random.nextInt(TYPES.size());
                scenario.script("ALTER TABLE things DROP COLUMN c%d".formatted(dropped));
            }
            scenario.backUp();
            scenario.apply();

            scenario.restore();

            scenario.assertAsBefore();
            assertThat(scenario.restore().equal()).isEqualTo(40);
        }
    }

    @Test
    void that_equal_the_new_ones_are_replaced() {
        postgres.execute(
                "CREATE TABLE things (id integer PRIMARY KEY, n numeric, f float8, j json)",
                "INSERT INTO things VALUES (1, 1.0, '-0', '{\"a\":1}'), (2, 2, 2, '2')");
        try (BackupScenario scenario = BackupScenario.on(postgres)) {
            scenario.script("UPDATE things SET n = 1.00, f = 0, j = '{\"a\": 1}' WHERE id = 1");
            scenario.backUp();
            scenario.apply();

            RestoreResult restored = scenario.restore();

            assertThat(restored.replaced()).isEqualTo(1);
            scenario.assertAsBefore();
        }
    }

    @Test
    void of_equal_rows_without_a_key_are_counted() {
        postgres.execute(
                "CREATE TABLE things (line text)",
                "INSERT INTO things SELECT 'line ' || g % 3 FROM generate_series(1, 30) g");
        try (BackupScenario scenario = BackupScenario.on(postgres)) {
            scenario.script("DELETE FROM things WHERE ctid IN (SELECT ctid FROM things WHERE line = 'line 1' LIMIT 4);"
                    + " INSERT INTO things VALUES ('line 2'), ('other')");
            scenario.backUp();
            scenario.apply();

            RestoreResult restored = scenario.restore();

            assertThat(restored.equal()).isEqualTo(26);
            assertThat(restored.recreated()).isEqualTo(4);
            assertThat(restored.removed()).isEqualTo(2);
            assertThat(restored.samples()).isEmpty();
            assertThat(restored.notes())
                    .anyMatch(note -> note.contains("public.things") && note.contains("no primary key"));
            scenario.assertAsBefore();
        }
    }

    @Test
    void of_megabytes_are_restored() {
        postgres.execute(
                "CREATE TABLE things (id integer PRIMARY KEY, content text, bytes bytea)",
                "INSERT INTO things SELECT g, repeat(md5(g::text), 150000), decode(repeat(md5(g::text), 150000), 'hex')"
                        + " FROM generate_series(1, 5) g");
        try (BackupScenario scenario = BackupScenario.on(postgres)) {
            scenario.script(
                    "UPDATE things SET content = 'short', bytes = NULL WHERE id < 4; DELETE FROM things WHERE id = 5");
            scenario.backUp();
            scenario.apply();

            RestoreResult restored = scenario.restore();

            assertThat(restored.replaced()).isEqualTo(3);
            assertThat(restored.recreated()).isEqualTo(1);
            scenario.assertAsBefore();
        }
    }
}
