package dev.lockstep.example.exercise;

import dev.lockstep.example.store.Form;
import dev.lockstep.example.store.SampledUnit;
import dev.lockstep.example.store.Store;
import dev.lockstep.example.store.StoreSample;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** PostgreSQL with the newest exercises as its sample. */
final class PostgresStore implements Store {

    private static final String SAMPLE =
            """
            SELECT id, row ->> 'difficulty_level' AS difficulty_level
            FROM (SELECT id, to_jsonb(exercise) AS row FROM exercises AS exercise ORDER BY id DESC LIMIT :limit) AS newest
            """;

    private final JdbcClient jdbc;

    PostgresStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String units() {
        return "exercise";
    }

    @Override
    public void ping() {
        jdbc.sql("SELECT 1").query(Integer.class).single();
    }

    @Override
    public StoreSample sample(int limit) {
        return new StoreSample(
                jdbc.sql(SAMPLE)
                        .param("limit", limit)
                        .query(PostgresStore::unit)
                        .list(),
                0);
    }

    private static SampledUnit unit(ResultSet row, int index) throws SQLException {
        String name = "exercise " + row.getLong("id");
        int level = row.getInt("difficulty_level");
        if (row.wasNull()) {
            return SampledUnit.valid(name, Form.OLD);
        }
        return Difficulty.isValid(level)
                ? SampledUnit.valid(name, Form.NEW)
                : SampledUnit.invalid(
                        name,
                        Form.NEW,
                        "difficulty_level is %d, expected %d to %d".formatted(level, Difficulty.MIN, Difficulty.MAX));
    }
}
