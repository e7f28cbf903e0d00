package dev.lockstep.example.chat;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Receives notifications and lists the latest ones. They are kept in memory only. */
@RestController
@RequestMapping("/team-chat")
final class TeamChatController {

    private static final int KEPT = 50;

    record ChatMessage(Instant receivedAt, JsonNode message) {}

    private final Clock clock;
    private final Deque<ChatMessage> messages = new ArrayDeque<>();

    TeamChatController(Clock clock) {
        this.clock = clock;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void receive(@RequestBody JsonNode message) {
        synchronized (messages) {
            messages.addLast(new ChatMessage(clock.instant(), message));
            if (messages.size() > KEPT) {
                messages.removeFirst();
            }
        }
    }

    /** The oldest message is first. */
    @GetMapping
    List<ChatMessage> list() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }
}
