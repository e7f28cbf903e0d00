package dev.lockstep.example.maintenance;

import dev.lockstep.example.http.Problems;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Enters and leaves maintenance mode. Both may be repeated. */
@RestController
@RequestMapping("/maintenance")
final class MaintenanceController {

    private final MaintenanceMode mode;
    private final MaintenanceSettings settings;

    MaintenanceController(MaintenanceMode mode, MaintenanceSettings settings) {
        this.mode = mode;
        this.settings = settings;
    }

    @GetMapping
    MaintenanceState show() {
        return mode.state();
    }

    /** Answers 200 when no write is in progress any more, 503 if one still is after the limit: repeat the request. */
    @PutMapping
    ResponseEntity<MaintenanceState> enter() throws InterruptedException {
        MaintenanceState state = mode.enter(settings.writesLimit());
        if (!state.maintenance()) {
            return ResponseEntity.status(HttpStatus.CONFLICT).body(state);
        }
        return state.writesInProgress() == 0
                ? ResponseEntity.ok(state)
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS)
                        .body(state);
    }

    @DeleteMapping
    MaintenanceState leave() {
        return mode.leave();
    }
}
