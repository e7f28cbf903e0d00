package dev.lockstep.example.conversation;

import dev.lockstep.example.http.InvalidRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows and saves conversations. */
@RestController
@RequestMapping("/api/v1/conversations/{userId}/{sessionId}")
final class ConversationController {

    private static final int MAX_SESSION_ID = 200;

    private final MongoConversations conversations;

    ConversationController(MongoConversations conversations) {
        this.conversations = conversations;
    }

    @GetMapping
    ResponseEntity<Conversation> show(@PathVariable long userId, @PathVariable String sessionId) {
        return ResponseEntity.of(conversations.find(userId, checked(sessionId)));
    }

    @PutMapping
    Conversation save(@PathVariable long userId, @PathVariable String sessionId, @RequestBody NewMessages messages) {
        return conversations.save(userId, checked(sessionId), messages.checked());
    }

    private static String checked(String sessionId) {
        return InvalidRequest.text("sessionId", sessionId, MAX_SESSION_ID);
    }
}
