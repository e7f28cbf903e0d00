package dev.lockstep.coordinator.saga;

import org.springframework.stereotype.Component;

@Component
class FrameworkDecider {}
