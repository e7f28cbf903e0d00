package dev.lockstep.example.state;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Shows and saves the states of users. */
@RestController
@RequestMapping("/api/v1/user-state/{userId}")
final class UserStateController {

    private final RedisUserStates states;

    UserStateController(RedisUserStates states) {
        this.states = states;
    }

    @GetMapping
    ResponseEntity<UserState> show(@PathVariable long userId) {
        return ResponseEntity.of(states.find(userId));
    }

    @PutMapping
    UserState save(@PathVariable long userId, @RequestBody ObjectNode state) {
        return states.save(userId, state);
    }
}
