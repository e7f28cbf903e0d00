package dev.lockstep.subscriber;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;

/**
 * One public event with the attributes of its CloudEvent.
 *
 * @param id the id of the event; the same when the event is repeated
 * @param subject the migration
 * @param sequence the number of the event in its migration, from 1, without gaps
 * @param round the round of the migration, from 1
 * @param time when the event was decided
 * @param actor who requested the round, its rollback or its end
 * @param actorType what the actor is: user, service_account, system or unknown
 */
public record MigrationMessage(
        String id,
        MigrationId subject,
        long sequence,
        int round,
        Instant time,
        String type,
        String actor,
        String actorType,
        MigrationEvent event) {}
