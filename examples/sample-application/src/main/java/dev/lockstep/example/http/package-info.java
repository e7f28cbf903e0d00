/**
 * What all endpoints share: the limit of request bodies, and problem details (RFC 9457) for requests that cannot be answered.
 */
@NullMarked
package dev.lockstep.example.http;

import org.jspecify.annotations.NullMarked;
