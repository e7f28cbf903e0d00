package dev.lockstep.example.health;

import dev.lockstep.example.store.Store;
import dev.lockstep.example.store.StoreAnswer;
import dev.lockstep.example.store.StoreCalls;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers 200 if all stores answer, and 503 otherwise. */
@RestController
final class HealthController {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final StoreCalls stores;

    HealthController(StoreCalls stores) {
        this.stores = stores;
    }

    @GetMapping("/health")
    ResponseEntity<HealthView> health() {
        SequencedMap<Store, StoreAnswer<Boolean>> answers = stores.callAll(HealthController::isAnswering, LIMIT);
        SequencedMap<String, HealthView.StoreHealth> healths = new LinkedHashMap<>();
        answers.forEach((store, answer) -> healths.put(store.name(), HealthView.StoreHealth.of(answer)));
        boolean isUp = healths.values().stream().allMatch(HealthView.StoreHealth::isUp);
        return ResponseEntity.status(isUp ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(new HealthView(HealthView.status(isUp), healths));
    }

    private static boolean isAnswering(Store store) {
        store.ping();
        return true;
    }
}
