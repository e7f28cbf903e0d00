package dev.lockstep.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** CPU time of each process of the system, and of this program. */
record CpuTimes(SequencedMap<String, Duration> byProcess) {

    CpuTimes minus(CpuTimes earlier) {
        SequencedMap<String, Duration> used = new LinkedHashMap<>();
        byProcess.forEach((process, time) ->
                used.put(process, time.minus(earlier.byProcess.getOrDefault(process, Duration.ZERO))));
        return new CpuTimes(used);
    }

    Duration total() {
        return byProcess.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    Duration of(String process) {
        return byProcess.getOrDefault(process, Duration.ZERO);
    }
}
