package dev.lockstep.worker;

import jakarta.annotation.Resource;

class InjectedRegistry {
    @Resource
    Runnable store;
}
