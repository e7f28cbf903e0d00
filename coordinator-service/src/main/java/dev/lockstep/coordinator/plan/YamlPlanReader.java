package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.http.Position;
import dev.lockstep.coordinator.http.SyntaxError;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Parses a plan in YAML 1.2 with the core schema: one document, with limits on depth and aliases. */
final class YamlPlanReader {
    static final int MAX_DEPTH = 100;
    private static final int MAX_ALIASES = 50;

    private YamlPlanReader() {}

    static PlanText parse(String text) {
        try {
            checkLimits(text);
            Optional<Node> root = new Compose(settings()).composeString(text);
            return YamlConverter.convert(root.orElseThrow(UnreadablePlanException::empty), text);
        } catch (MarkedYamlEngineException e) {
            SyntaxError error = YamlSyntaxErrors.of(e);
            throw new UnreadablePlanException("", position(e.getProblemMark()), error.message(), error.hint());
        } catch (ReaderException e) {
            throw new UnreadablePlanException(
                    "",
                    position(e, text),
                    "the text contains the character U+%04X, which YAML does not allow".formatted(e.getCodePoint()),
                    "remove this character, or write it as an escape in double quotes, such as \"\\u0007\"");
        } catch (YamlVersionException e) {
            throw new UnreadablePlanException(
                    "",
                    Position.START,
                    "the YAML version is %d.%d; 1.2 is expected"
                            .formatted(
                                    e.getSpecVersion().getMajor(),
                                    e.getSpecVersion().getMinor()),
                    "write %YAML 1.2, or remove the line that starts with %YAML");
        } catch (YamlEngineException e) {
            throw new UnreadablePlanException(
                    "", Position.START, String.valueOf(e.getMessage()), YamlSyntaxErrors.HINT);
        }
    }

    private static LoadSettings settings() {
        return LoadSettings.builder()
                .setLabel("plan")
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowNonScalarKeys(true)
                .build();
    }

    // The composer is recursive, so the depth must be checked before it runs.
    private static void checkLimits(String text) {
        Iterator<Event> events = new Parse(settings()).parseString(text).iterator();
        int depth = 0;
        int aliases = 0;
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            aliases += event instanceof AliasEvent ? 1 : 0;
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            Position position = position(event.getStartMark());
            if (depth > MAX_DEPTH) {
                throw UnreadablePlanException.tooDeep(position, MAX_DEPTH);
            }
            if (aliases > MAX_ALIASES) {
                throw new UnreadablePlanException(
                        "",
                        position,
                        "the plan exceeds the limit of %d aliases".formatted(MAX_ALIASES),
                        "replace some aliases by their values");
            }
            if (documents > 1) {
                throw new UnreadablePlanException(
                        "",
                        position,
                        "a second YAML document starts here; one plan is expected",
                        UnreadablePlanException.ONE_PLAN_HINT);
            }
        }
    }

    static Position position(Optional<Mark> mark) {
        return mark.map(at -> new Position(at.getLine() + 1, at.getColumn() + 1))
                .orElse(Position.START);
    }

    private static Position position(ReaderException problem, String text) {
        String before = text.substring(0, Math.clamp(problem.getPosition(), 0, text.length()));
        int lineStart = before.lastIndexOf('\n') + 1;
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Position(line, before.length() - lineStart + 1);
    }
}
