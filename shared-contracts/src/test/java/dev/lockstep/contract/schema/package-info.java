/**
 * Keeps the committed JSON Schemas and the types in step: generated here, compared with what stands in
 * {@code src/main/resources}, and tried on examples that a reader must accept or refuse.
 */
@NullMarked
package dev.lockstep.contract.schema;

import org.jspecify.annotations.NullMarked;
