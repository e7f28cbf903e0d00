/**
 * The published language of Lockstep: plans, commands to workers, reports from workers and public migration events. All
 * types are serialized as JSON and read by processes of other versions. Published types only gain optional fields.
 */
@NullMarked
package dev.lockstep.contract;

import org.jspecify.annotations.NullMarked;
