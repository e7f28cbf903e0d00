/**
 * The published language of Lockstep: plans, commands to workers, reports from workers and public migration events. All
 * types are serialized as JSON, and processes of older and newer versions parse that JSON. A published type therefore
 * changes only by gaining optional fields.
 */
@NullMarked
package dev.lockstep.contract;

import org.jspecify.annotations.NullMarked;
