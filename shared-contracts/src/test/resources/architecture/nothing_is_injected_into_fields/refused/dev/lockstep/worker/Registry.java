package dev.lockstep.worker;

import jakarta.annotation.Resource;

class Registry {
    @Resource
    Runnable store;
}
