/**
 * The gate on the SBOMs (CycloneDX) that the build puts into the jars.
 *
 * <p>An SBOM that lists other jars than the ones that are shipped would hide a vulnerable library. The tests compare each SBOM with the
 * jars beside the service, by name, version and hash.
 */
@NullMarked
package dev.lockstep.system.sbom;

import org.jspecify.annotations.NullMarked;
