/**
 * Tests of the JSON Schemas. The committed schemas must equal the schemas generated from the types. Every example in a
 * folder {@code accepted} must be valid, and every example in a folder {@code rejected} must be refused.
 */
@NullMarked
package dev.lockstep.contract.schema;

import org.jspecify.annotations.NullMarked;
