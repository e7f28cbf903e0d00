/**
 * The smoke test: reads from every store as the API does, and checks that what it reads is valid in the old or the new form, or
 * in the form that the caller expects.
 */
@NullMarked
package dev.lockstep.example.smoke;

import org.jspecify.annotations.NullMarked;
