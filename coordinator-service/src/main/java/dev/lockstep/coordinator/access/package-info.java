/**
 * Who may do what: authentication by API token, by a token of an identity provider or by a session, roles, and the API
 * for tokens.
 *
 * <p>Every request except health and the login needs a token, or the cookie of a session that was opened with one. A
 * token or an identity has grants: a role, everywhere or only for some targets or labels. {@link
 * dev.lockstep.coordinator.access.Role} is the only table of what a role may do. Controllers state the permission of
 * each endpoint with {@link dev.lockstep.coordinator.access.Requires} and compare the caller's scope with the targets
 * of the migration.
 */
@NullMarked
package dev.lockstep.coordinator.access;

import org.jspecify.annotations.NullMarked;
