/// What is started beside the weights.
///
/// ```java
/// var plan = new WorkloadPlan(new Workload(image, argv, environment));
/// plan.requireAllowedBy(ticket);                        // or AgentException agent.workload
/// var line = plan.commandLine("/proc/4711/fd/9");
/// ReadyLine.parse("READY http://127.0.0.1:8080");       // where it serves
/// ```
@NullMarked
package dev.strongroom.agent.workload;

import org.jspecify.annotations.NullMarked;
