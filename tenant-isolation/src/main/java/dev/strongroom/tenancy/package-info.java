/// Keeps tenants apart: who calls, what they may call, how much, under which cache key, and what
/// left for whom.
///
/// | Package | Question |
/// |---|---|
/// | `tenant` | who are the tenants, and whose key is this |
/// | `admission` | is this request's credential and model acceptable |
/// | `limit` | is there room, and what did it cost in the end |
/// | `cachekey` | which prefix cache may the engine share it with |
/// | `egress` | how many bytes and tokens left, for whom, of which model |
///
/// No framework, no clock, no network: time is a parameter, and the edge of a service calls.
@NullMarked
package dev.strongroom.tenancy;

import org.jspecify.annotations.NullMarked;
