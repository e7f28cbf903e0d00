package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Protocol;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what stands on a command topic; whatever it is, the answer is a value and the consumer goes on. */
public final class CommandReader {
    private static final JsonMapper JSON = LockstepJson.messages();

    private CommandReader() {}

    public static CommandReading read(byte @Nullable [] message) {
        if (message == null) {
            return new CommandReading.Unreadable("the record has no value");
        }
        try {
            return read(JSON.readTree(message));
        } catch (JacksonException notJson) {
            return new CommandReading.Unreadable(notJson.getOriginalMessage());
        }
    }

    private static CommandReading read(JsonNode message) {
        CommandHeader header;
        try {
            header = complete(JSON.treeToValue(message.path("header"), CommandHeader.class));
        } catch (JacksonException | IncompleteMessage thrown) {
            return new CommandReading.Unreadable("header: " + thrown.getMessage());
        }
        if (header.protocol() != Protocol.VERSION) {
            return new CommandReading.Refused(
                    header, "protocol %d is not %d".formatted(header.protocol(), Protocol.VERSION));
        }
        try {
            return new CommandReading.Understood(complete(JSON.treeToValue(message, Command.class)));
        } catch (JacksonException | IncompleteMessage thrown) {
            return new CommandReading.Refused(header, String.valueOf(thrown.getMessage()));
        }
    }

    private static <T> T complete(@Nullable T message) {
        IncompleteMessage.check(message, "message");
        if (message == null) {
            throw new IncompleteMessage("message");
        }
        return message;
    }
}
