package dev.lockstep.example.smoke;

import dev.lockstep.example.smoke.SmokeView.StoreSmoke;
import dev.lockstep.example.store.Form;
import dev.lockstep.example.store.Store;
import dev.lockstep.example.store.StoreAnswer;
import dev.lockstep.example.store.StoreAnswer.Answered;
import dev.lockstep.example.store.StoreAnswer.NoAnswer;
import dev.lockstep.example.store.StoreCalls;
import dev.lockstep.example.store.StoreSample;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers 200 if every store has data that is valid and in the expected form, and 500 with the problems otherwise. */
@RestController
final class SmokeController {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int UNITS = 20;

    private final StoreCalls stores;

    SmokeController(StoreCalls stores) {
        this.stores = stores;
    }

    @GetMapping("/smoke")
    ResponseEntity<SmokeView> smoke(@RequestParam(defaultValue = "any") String form) {
        ExpectedForm expected = ExpectedForm.of(form);
        SequencedMap<String, StoreSmoke> results = new LinkedHashMap<>();
        stores.callAll(store -> store.sample(UNITS), LIMIT)
                .forEach((store, answer) -> results.put(store.name(), result(store, answer, expected)));
        List<String> problems = results.entrySet().stream()
                .flatMap(result ->
                        result.getValue().problems().stream().map(problem -> result.getKey() + ": " + problem))
                .toList();
        HttpStatus status = problems.isEmpty() ? HttpStatus.OK : HttpStatus.INTERNAL_SERVER_ERROR;
        return ResponseEntity.status(status)
                .body(new SmokeView(
                        problems.isEmpty() ? "passed" : "failed",
                        expected.name().toLowerCase(Locale.ROOT),
                        problems,
                        results));
    }

    private static StoreSmoke result(Store store, StoreAnswer<StoreSample> answer, ExpectedForm expected) {
        return switch (answer) {
            case Answered<StoreSample>(var sample, var duration) ->
                new StoreSmoke(
                        duration.toMillis(),
                        sample.count(Form.NEW),
                        sample.count(Form.OLD),
                        sample.skipped(),
                        SmokeRules.problems(store.units(), sample, expected));
            case NoAnswer<StoreSample>(var reason, var duration) ->
                new StoreSmoke(duration.toMillis(), 0, 0, 0, List.of(reason));
        };
    }
}
