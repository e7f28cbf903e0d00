package dev.lockstep.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** Imports class files for the rules. Dependencies are not resolved, because the rules need only names and packages. */
final class CompiledCode {
    private CompiledCode() {}

    static JavaClasses in(Path folder) {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter().importPath(folder);
    }
}
