/**
 * The JSON mapper that every module uses. Numbers, key order and defaults do not depend on the writer, so all processes
 * compute the same checksum for the same step.
 */
@NullMarked
package dev.lockstep.contract.json;

import org.jspecify.annotations.NullMarked;
