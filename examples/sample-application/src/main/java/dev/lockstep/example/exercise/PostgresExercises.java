package dev.lockstep.example.exercise;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The table {@code exercises}, with or without the column {@code difficulty_level}. */
final class PostgresExercises {

    private static final String UNDEFINED_COLUMN = "42703";
    private static final String NOT_NULL_VIOLATION = "23502";

    /** The row as JSON has the column only if the table has it, so one statement reads both forms. */
    private static final String LIST =
            """
            SELECT id, user_id, exercise_name, exercise_name_he, exercise_type, points_earned, created_at,
                   coalesce((to_jsonb(exercise) ->> 'difficulty_level')::integer, :default) AS difficulty_level
            FROM exercises AS exercise
            WHERE id > :after
            ORDER BY id
            LIMIT :limit
            """;

    private static final String INSERT_NEW_FORM =
            """
            INSERT INTO exercises
                (user_id, exercise_name, exercise_name_he, exercise_type, points_earned, created_at, difficulty_level)
            VALUES (:userId, :name, :nameHe, :type, :points, now(), :difficulty)
            RETURNING id, user_id, exercise_name, exercise_name_he, exercise_type, points_earned, created_at,
                      difficulty_level
            """;

    private static final String INSERT_OLD_FORM =
            """
            INSERT INTO exercises
                (user_id, exercise_name, exercise_name_he, exercise_type, points_earned, created_at)
            VALUES (:userId, :name, :nameHe, :type, :points, now())
            RETURNING id, user_id, exercise_name, exercise_name_he, exercise_type, points_earned, created_at,
                      :default::integer AS difficulty_level
            """;

    private final JdbcClient jdbc;

    PostgresExercises(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the exercises with higher ids than {@code after}, in the order of their ids. */
    List<Exercise> list(long after, int limit) {
        return jdbc.sql(LIST)
                .param("default", Difficulty.DEFAULT)
                .param("after", after)
                .param("limit", limit)
                .query(PostgresExercises::exercise)
                .list();
    }

    /** Adds an exercise in the form that the table has, even if a migration changes it at this moment. */
    Exercise add(NewExercise exercise) {
        return addInNewForm(exercise)
                .or(() -> addInOldForm(exercise))
                .or(() -> addInNewForm(exercise))
                .orElseThrow(() -> new IllegalStateException(
                        "the column difficulty_level of the table exercises appeared and disappeared again"));
    }

    private Optional<Exercise> addInNewForm(NewExercise exercise) {
        return insert(
                values(jdbc.sql(INSERT_NEW_FORM), exercise).param("difficulty", exercise.difficultyLevel()),
                UNDEFINED_COLUMN);
    }

    // The default is what a migration gives to this row, if it adds the column later.
    private Optional<Exercise> addInOldForm(NewExercise exercise) {
        return insert(
                values(jdbc.sql(INSERT_OLD_FORM), exercise).param("default", Difficulty.DEFAULT), NOT_NULL_VIOLATION);
    }

    private static StatementSpec values(StatementSpec insert, NewExercise exercise) {
        return insert.param("userId", exercise.userId())
                .param("name", exercise.exerciseName())
                .param("nameHe", exercise.exerciseNameHe())
                .param("type", exercise.exerciseType())
                .param("points", exercise.pointsEarned());
    }

    private static Optional<Exercise> insert(StatementSpec insert, String otherForm) {
        try {
            return Optional.of(insert.query(PostgresExercises::exercise).single());
        } catch (DataAccessException e) {
            if (e.getMostSpecificCause() instanceof SQLException cause && otherForm.equals(cause.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Exercise exercise(ResultSet row, int index) throws SQLException {
        return new Exercise(
                row.getLong("id"),
                row.getLong("user_id"),
                row.getString("exercise_name"),
                row.getString("exercise_name_he"),
                row.getString("exercise_type"),
                row.getInt("points_earned"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getInt("difficulty_level"));
    }
}
