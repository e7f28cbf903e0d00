package dev.lockstep.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** Imports class files without their dependencies, because the rules need only names and packages. */
final class CompiledCode {
    private CompiledCode() {}

    static JavaClasses importFrom(Path folder) {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter().importPath(folder);
    }
}
