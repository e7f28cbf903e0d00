/**
 * What makes a worker out of a store's connector: a worker application imports the one configuration here, declares its
 * connector as a bean, and serves every configured target of its kind.
 */
@NullMarked
package dev.lockstep.worker.service;

import org.jspecify.annotations.NullMarked;
