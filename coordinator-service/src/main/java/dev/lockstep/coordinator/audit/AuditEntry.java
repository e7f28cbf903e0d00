package dev.lockstep.coordinator.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request in the audit trail.
 *
 * @param at when the request was received, by the clock of the coordinator
 * @param actor who sent the request; absent without a valid token
 * @param caller the id of the token or identity; absent without a valid token
 * @param remote the network address of the client
 * @param status the HTTP status of the response
 * @param subject the id of the migration or token that the request created or changed; absent if it changed nothing
 * @param reason the reason that the caller stated for an action
 * @param omittedBefore the number of refused requests of the same sender that have no entry of their own, because there were
 *     too many of them
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record AuditEntry(
        Instant at,
        @Nullable Actor actor,
        @Nullable String caller,
        String remote,
        String method,
        String path,
        int status,
        @Nullable String subject,
        @Nullable String reason,
        long omittedBefore) {}
