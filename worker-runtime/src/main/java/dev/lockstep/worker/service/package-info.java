/**
 * Spring Boot wiring of a worker. A worker application imports the configuration in this package and declares its
 * connector as a bean. It then serves every configured target of its kind.
 */
@NullMarked
package dev.lockstep.worker.service;

import org.jspecify.annotations.NullMarked;
