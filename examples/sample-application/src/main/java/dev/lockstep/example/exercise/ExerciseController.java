package dev.lockstep.example.exercise;

import dev.lockstep.example.http.InvalidRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists and adds exercises. */
@RestController
@RequestMapping("/api/v1/exercises")
final class ExerciseController {

    private static final int MAX_LIMIT = 500;

    private final PostgresExercises exercises;

    ExerciseController(PostgresExercises exercises) {
        this.exercises = exercises;
    }

    @GetMapping
    List<Exercise> list(@RequestParam(defaultValue = "0") long after, @RequestParam(defaultValue = "50") int limit) {
        InvalidRequest.inRange("limit", limit, 1, MAX_LIMIT);
        return exercises.list(after, limit);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Exercise add(@RequestBody NewExercise exercise) {
        return exercises.add(exercise);
    }
}
