package dev.lockstep.coordinator.saga;

import java.nio.file.Path;

class FileDecider {
    Path journal = Path.of("journal");
}
