package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.problem.Place;
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

/** Reads YAML 1.2 by its core schema: one document, of bounded depth, with bounded use of anchors. */
final class YamlPlanReader {
    static final int MAX_DEPTH = 100;
    private static final int MAX_ALIASES = 50;

    private YamlPlanReader() {}

    static PlanText read(String text) {
        try {
            refuseWhatIsTooDeep(text);
            Optional<Node> root = new Compose(settings()).composeString(text);
            return YamlTree.of(
                    root.orElseThrow(() -> new UnreadableText("", Place.START, "it is empty", "post a plan")), text);
        } catch (MarkedYamlEngineException e) {
            throw new UnreadableText("", place(e.getProblemMark()), e.getProblem(), "mend the YAML at this place");
        } catch (ReaderException e) {
            throw new UnreadableText(
                    "", placeOf(e, text), String.valueOf(e.getMessage()), "take the character out, or escape it");
        } catch (YamlVersionException e) {
            throw new UnreadableText(
                    "",
                    Place.START,
                    "it is written in YAML %d.%d"
                            .formatted(
                                    e.getSpecVersion().getMajor(),
                                    e.getSpecVersion().getMinor()),
                    "write it in YAML 1.2");
        } catch (YamlEngineException e) {
            throw new UnreadableText("", Place.START, String.valueOf(e.getMessage()), "mend the YAML");
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

    // The composer works by recursion: what is too deep must be found before it is asked.
    private static void refuseWhatIsTooDeep(String text) {
        Iterator<Event> events = new Parse(settings()).parseString(text).iterator();
        int depth = 0;
        int aliases = 0;
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            aliases += event instanceof AliasEvent ? 1 : 0;
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            if (depth > MAX_DEPTH) {
                throw UnreadableText.tooDeep(place(event.getStartMark()), MAX_DEPTH);
            }
            refuseIf(
                    aliases > MAX_ALIASES,
                    event,
                    "it has more than %d aliases".formatted(MAX_ALIASES),
                    "write the values out");
            refuseIf(documents > 1, event, "a second document begins", "post one plan at a time");
        }
    }

    private static void refuseIf(boolean wrong, Event event, String message, String hint) {
        if (wrong) {
            throw new UnreadableText("", place(event.getStartMark()), message, hint);
        }
    }

    static Place place(Optional<Mark> mark) {
        return mark.map(at -> new Place(at.getLine() + 1, at.getColumn() + 1)).orElse(Place.START);
    }

    private static Place placeOf(ReaderException problem, String text) {
        String before = text.substring(0, Math.clamp(problem.getPosition(), 0, text.length()));
        int lineStart = before.lastIndexOf('\n') + 1;
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Place(line, before.length() - lineStart + 1);
    }
}
