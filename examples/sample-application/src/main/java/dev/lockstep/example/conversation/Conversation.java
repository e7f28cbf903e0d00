package dev.lockstep.example.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored conversation with its latest messages.
 *
 * @param schemaVersion 0 if the document has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Conversation(
        long userId,
        String sessionId,
        String languagePreference,
        int schemaVersion,
        @Nullable Instant updatedAt,
        List<Message> messages) {

    record Message(String role, String content) {}
}
