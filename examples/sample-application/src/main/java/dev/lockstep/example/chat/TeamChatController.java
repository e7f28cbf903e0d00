package dev.lockstep.example.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Receives notifications and lists the latest ones, without repetitions. They are kept in memory only. */
@RestController
@RequestMapping("/team-chat")
final class TeamChatController {

    private static final int KEPT = 50;

    /** A message. Its id is absent if the sender gave none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChatMessage(@Nullable String id, Instant receivedAt, JsonNode message) {}

    private final Clock clock;
    private final Deque<ChatMessage> messages = new ArrayDeque<>();

    TeamChatController(Clock clock) {
        this.clock = clock;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void receive(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String id,
            @RequestBody JsonNode message) {
        synchronized (messages) {
            if (id != null && messages.stream().anyMatch(known -> id.equals(known.id()))) {
                return; // A repetition, because the sender did not get the first answer.
            }
            messages.addLast(new ChatMessage(id, clock.instant(), message));
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
