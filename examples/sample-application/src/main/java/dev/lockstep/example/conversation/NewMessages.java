package dev.lockstep.example.conversation;

import dev.lockstep.example.conversation.Conversation.Message;
import dev.lockstep.example.http.InvalidRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The messages of a conversation to save. */
record NewMessages(@Nullable List<@Nullable Message> messages) {

    private static final int MAX_MESSAGES = 200;
    private static final int MAX_ROLE = 20;
    private static final int MAX_CONTENT = 10_000;

    /** Returns the messages, or refuses the request if they are incomplete, too many or too long. */
    List<Message> checked() {
        List<Message> found = messages == null
                ? List.of()
                : messages.stream().map(NewMessages::checked).toList();
        InvalidRequest.inRange("the number of messages", found.size(), 1, MAX_MESSAGES);
        return found;
    }

    private static Message checked(@Nullable Message message) {
        if (message == null) {
            throw new InvalidRequest("found null in messages, expected an object with role and content");
        }
        return new Message(
                InvalidRequest.text("role", Objects.requireNonNullElse(message.role(), ""), MAX_ROLE),
                InvalidRequest.text("content", Objects.requireNonNullElse(message.content(), ""), MAX_CONTENT));
    }
}
