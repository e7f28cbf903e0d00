/**
 * Scratch copies for rehearsals: a database of its own with the collections that the steps and their checks name, with their
 * options, their indexes and a sample of their documents. A marker in the copy says whose it is and that it is in use, so
 * that an abandoned copy can be deleted, and nothing else.
 */
@NullMarked
package dev.lockstep.mongo.rehearsal;

import org.jspecify.annotations.NullMarked;
