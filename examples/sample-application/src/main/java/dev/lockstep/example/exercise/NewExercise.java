package dev.lockstep.example.exercise;

import dev.lockstep.example.http.InvalidRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An exercise to add. Without a difficulty it gets the default. */
record NewExercise(
        long userId,
        @Nullable String exerciseName,
        @Nullable String exerciseNameHe,
        @Nullable String exerciseType,
        int pointsEarned,
        @Nullable Integer difficultyLevel) {

    private static final int MAX_TEXT = 200;
    private static final int MAX_POINTS = 1_000_000;

    NewExercise {
        exerciseName = text("exerciseName", exerciseName);
        exerciseNameHe = text("exerciseNameHe", exerciseNameHe);
        exerciseType = text("exerciseType", exerciseType);
        InvalidRequest.inRange("userId", userId, 1, Long.MAX_VALUE);
        InvalidRequest.inRange("pointsEarned", pointsEarned, 0, MAX_POINTS);
        difficultyLevel = difficultyLevel == null ? Difficulty.DEFAULT : difficultyLevel;
        InvalidRequest.inRange("difficultyLevel", difficultyLevel, Difficulty.MIN, Difficulty.MAX);
    }

    private static String text(String name, @Nullable String value) {
        return InvalidRequest.text(name, Objects.requireNonNullElse(value, ""), MAX_TEXT);
    }
}
