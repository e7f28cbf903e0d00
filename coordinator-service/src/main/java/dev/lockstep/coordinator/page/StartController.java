package dev.lockstep.coordinator.page;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Grant;
import dev.lockstep.coordinator.access.Requires;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The start page: who is signed in, and what there is. */
@Controller
@Hidden
class StartController {
    private final PageTemplates templates;

    StartController(PageTemplates templates) {
        this.templates = templates;
    }

    @GetMapping("/")
    @Requires({})
    ResponseEntity<String> start(Caller caller) {
        Actor actor = caller.actor();
        return templates.start(Map.of(
                "title",
                "Lockstep",
                "name",
                actor.name(),
                "kind",
                actor.kind().name().toLowerCase(Locale.ROOT),
                "onBehalfOf",
                Objects.requireNonNullElse(actor.onBehalfOf(), ""),
                "grants",
                caller.grants().stream().map(Grant::toString).toList()));
    }
}
