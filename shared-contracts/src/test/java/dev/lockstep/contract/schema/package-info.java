/**
 * Tests of the JSON Schemas. The committed schemas must equal the schemas generated from the types. Examples of every
 * message type must be accepted or refused as their folder states.
 */
@NullMarked
package dev.lockstep.contract.schema;

import org.jspecify.annotations.NullMarked;
