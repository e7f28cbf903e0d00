/**
 * A MongoDB database as the worker's runtime sees it: how it is reached, what its errors mean, how a check is run on
 * it. Nothing here touches the server before it is asked to.
 */
@NullMarked
package dev.lockstep.mongo.target;

import org.jspecify.annotations.NullMarked;
