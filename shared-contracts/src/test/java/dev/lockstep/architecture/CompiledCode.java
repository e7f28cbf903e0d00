package dev.lockstep.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;

/** Reads class files for the rules, without following them into the class path: names and packages are all they need. */
final class CompiledCode {
    private CompiledCode() {}

    static JavaClasses in(Path folder) {
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter().importPath(folder);
    }
}
