package dev.lockstep.worker.dispatch;

import dev.lockstep.contract.json.JsonErrorText;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses records of a command topic. Returns a result for every input and never throws. */
public final class CommandReader {
    private static final JsonMapper JSON = LockstepJson.messages();
    private static final MessageKind<CommandHeader, Command> COMMANDS = new MessageKind<>(
            CommandHeader.class,
            Command.class,
            CommandHeader::protocol,
            CommandReadResult.Valid::new,
            CommandReadResult.Rejected::new);
    private static final MessageKind<TargetRequestHeader, TargetRequest> REQUESTS = new MessageKind<>(
            TargetRequestHeader.class,
            TargetRequest.class,
            TargetRequestHeader::protocol,
            CommandReadResult.Request::new,
            CommandReadResult.RejectedRequest::new);

    private CommandReader() {}

    /** How messages with one type of header are parsed. */
    private record MessageKind<H, M>(
            Class<H> header,
            Class<M> message,
            ToIntFunction<H> protocol,
            Function<M, CommandReadResult> valid,
            BiFunction<H, String, CommandReadResult> rejected) {}

    public static CommandReadResult parse(byte @Nullable [] message) {
        if (message == null) {
            return new CommandReadResult.Unreadable("the record has no value");
        }
        try {
            JsonNode tree = JSON.readTree(message);
            return isRequest(tree) ? parse(tree, REQUESTS) : parse(tree, COMMANDS);
        } catch (JacksonException notJson) {
            return new CommandReadResult.Unreadable(JsonErrorText.of(notJson));
        }
    }

    private static boolean isRequest(JsonNode message) {
        return message.path("type").asString("").startsWith(TargetRequest.TYPE_PREFIX);
    }

    private static <H, M> CommandReadResult parse(JsonNode message, MessageKind<H, M> kind) {
        H header;
        try {
            header = requireComplete(JSON.treeToValue(message.path("header"), kind.header()));
        } catch (JacksonException thrown) {
            return new CommandReadResult.Unreadable("header: " + JsonErrorText.of(thrown));
        } catch (MissingField thrown) {
            return new CommandReadResult.Unreadable("header: " + thrown.getMessage());
        }
        int protocol = kind.protocol().applyAsInt(header);
        if (protocol != Protocol.VERSION) {
            return kind.rejected().apply(header, "protocol is %d; expected %d".formatted(protocol, Protocol.VERSION));
        }
        try {
            return kind.valid().apply(requireComplete(JSON.treeToValue(message, kind.message())));
        } catch (JacksonException thrown) {
            return kind.rejected().apply(header, JsonErrorText.of(thrown));
        } catch (MissingField thrown) {
            return kind.rejected().apply(header, String.valueOf(thrown.getMessage()));
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
