package dev.lockstep.example.subscriber;

import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers from the read model, without a request to Lockstep. */
@RestController
class MigrationController {
    private final JdbcReadModel migrations;

    MigrationController(JdbcReadModel migrations) {
        this.migrations = migrations;
    }

    @GetMapping("/migrations")
    List<MigrationView> all() {
        return migrations.firstHundred();
    }

    @GetMapping("/migrations/{id}")
    ResponseEntity<MigrationView> one(@PathVariable UUID id) {
        return ResponseEntity.of(migrations.find(id));
    }
}
