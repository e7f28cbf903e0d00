/**
 * The bearer token that protects the endpoints for release machinery.
 */
@NullMarked
package dev.lockstep.example.access;

import org.jspecify.annotations.NullMarked;
