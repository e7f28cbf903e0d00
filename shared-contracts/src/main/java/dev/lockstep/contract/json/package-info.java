/**
 * The JSON mappers that all modules use. They write numbers, key order and defaults in the same way in every process,
 * so all processes compute the same checksum for the same step.
 */
@NullMarked
package dev.lockstep.contract.json;

import org.jspecify.annotations.NullMarked;
