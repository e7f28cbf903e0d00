package dev.lockstep.example.exercise;

import java.time.Instant;

/** A stored exercise. */
record Exercise(
        long id,
        long userId,
        String exerciseName,
        String exerciseNameHe,
        String exerciseType,
        int pointsEarned,
        Instant createdAt,
        int difficultyLevel) {}
