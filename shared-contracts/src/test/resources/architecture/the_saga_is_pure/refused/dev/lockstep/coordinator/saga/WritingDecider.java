package dev.lockstep.coordinator.saga;

import java.nio.file.Path;

class WritingDecider {
    Path journal = Path.of("journal");
}
