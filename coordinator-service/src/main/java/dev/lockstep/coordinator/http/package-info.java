/**
 * What all resources of the API share: JSON, the rules for requests, and problem details.
 *
 * <p>An error that the caller can correct is a 4xx with a reason and a hint; an unreachable database is a 503 with
 * {@code Retry-After}. Controllers, Spring and Tomcat answer in the same form.
 */
@NullMarked
package dev.lockstep.coordinator.http;

import org.jspecify.annotations.NullMarked;
