package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds the headers of a public event: CloudEvents 1.0 in binary mode, with the extensions sequence and round. */
final class CloudEvents {
    private static final String SOURCE = "/lockstep/coordinator";

    private CloudEvents() {}

    static Map<String, String> headers(
            MigrationId migration, int round, long sequence, MigrationEvent event, Instant at) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", "%s-%d".formatted(migration, sequence));
        headers.put("ce_source", SOURCE);
        headers.put("ce_type", event.type());
        headers.put("ce_subject", migration.toString());
        headers.put("ce_time", at.toString());
        headers.put("ce_sequence", Long.toString(sequence));
        headers.put("ce_round", Integer.toString(round));
        headers.put("content-type", "application/json");
        return headers;
    }
}
