package dev.lockstep.contract.plan;

import org.springframework.http.MediaType;

record PlanOverHttp(MediaType type) {}
