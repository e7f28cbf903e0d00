package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds the headers of a public event: CloudEvents 1.0 in binary mode, with the extensions sequence and round, and the
 * Auth Context extension (authtype, authid, authclaims) for who requested the round.
 */
final class CloudEvents {
    private static final String SOURCE = "/lockstep/coordinator";

    private CloudEvents() {}

    static Map<String, String> headers(
            MigrationId migration, OutboxMessage.Order order, Actor requester, MigrationEvent event, Instant at) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", "%s-%d".formatted(migration, order.sequence()));
        headers.put("ce_source", SOURCE);
        headers.put("ce_type", event.type());
        headers.put("ce_subject", migration.toString());
        headers.put("ce_time", at.toString());
        headers.put("ce_sequence", Long.toString(order.sequence()));
        headers.put("ce_round", Integer.toString(order.round()));
        headers.put("ce_authtype", authType(requester.kind()));
        headers.put("ce_authid", requester.name());
        if (requester.onBehalfOf() != null) {
            headers.put(
                    "ce_authclaims",
                    LockstepJson.messages().writeValueAsString(Map.of("onBehalfOf", requester.onBehalfOf())));
        }
        headers.put("content-type", "application/json");
        return headers;
    }

    private static String authType(Actor.Kind kind) {
        return switch (kind) {
            case PERSON -> "user";
            case SERVICE -> "service_account";
            case COORDINATOR -> "system";
            case UNKNOWN -> "unknown";
        };
    }
}
