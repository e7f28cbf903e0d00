package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.json.JsonErrorText;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Protocol;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses records of a command topic. Returns a result for every input and never throws. */
public final class CommandReader {
    private static final JsonMapper JSON = LockstepJson.messages();

    private CommandReader() {}

    public static CommandReadResult parse(byte @Nullable [] message) {
        if (message == null) {
            return new CommandReadResult.Unreadable("the record has no value");
        }
        try {
            return parse(JSON.readTree(message));
        } catch (JacksonException notJson) {
            return new CommandReadResult.Unreadable(JsonErrorText.of(notJson));
        }
    }

    private static CommandReadResult parse(JsonNode message) {
        CommandHeader header;
        try {
            header = requireComplete(JSON.treeToValue(message.path("header"), CommandHeader.class));
        } catch (JacksonException thrown) {
            return new CommandReadResult.Unreadable("header: " + JsonErrorText.of(thrown));
        } catch (MissingField thrown) {
            return new CommandReadResult.Unreadable("header: " + thrown.getMessage());
        }
        if (header.protocol() != Protocol.VERSION) {
            return new CommandReadResult.Rejected(
                    header, "protocol is %d; expected %d".formatted(header.protocol(), Protocol.VERSION));
        }
        try {
            return new CommandReadResult.Valid(requireComplete(JSON.treeToValue(message, Command.class)));
        } catch (JacksonException thrown) {
            return new CommandReadResult.Rejected(header, JsonErrorText.of(thrown));
        } catch (MissingField thrown) {
            return new CommandReadResult.Rejected(header, String.valueOf(thrown.getMessage()));
        }
    }

    private static <T> T requireComplete(@Nullable T message) {
        MissingField.throwIfMissing(message, "message");
        if (message == null) {
            throw new MissingField("message");
        }
        return message;
    }
}
