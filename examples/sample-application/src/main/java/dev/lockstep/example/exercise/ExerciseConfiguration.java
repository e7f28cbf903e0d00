package dev.lockstep.example.exercise;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Exercises and their store. */
@Configuration(proxyBeanMethods = false)
class ExerciseConfiguration {
    @Bean
    PostgresExercises exercises(JdbcClient jdbc) {
        return new PostgresExercises(jdbc);
    }

    @Bean
    PostgresStore postgresStore(JdbcClient jdbc) {
        return new PostgresStore(jdbc);
    }
}
