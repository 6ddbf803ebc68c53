/// The demonstration: a whole site on one machine, from plain weights to a contained leak, on the
/// very programs that production runs. Only the hardware is simulated.
///
/// [dev.strongroom.quickstart.Quickstart] is the command; [dev.strongroom.quickstart.Tour] tells
/// the ten steps in order, one method each, the last three in [dev.strongroom.quickstart.Defence].
/// What they run lives elsewhere:
///
/// | Step | Here | There |
/// |---:|---|---|
/// | 1 A model | `model`: writes it | |
/// | 2 Seal and enrol | `Owner` | `cli/model`; `sealed-weights`: `engine`, `manifest`; `key-broker/service`: `enrolment` |
/// | 3 Broker | `site`: starts it; `evidence.VendorCollateral`: what vendors publish | `key-broker/service`: `edge`, `database` |
/// | 4 Node agent | `evidence`: the simulator as its Evidence source, and what each check costs | `node-agent`: `collect`, `handshake`; `protocol/release`; `attestation/verifier`: `appraisal`; `attestation/simulator` |
/// | 5 Release | | `key-broker/service`: `release`, `ledger`, `lease`, `log`; `key-broker/transparency-log`; `node-agent`: `view` |
/// | 6 Model server | `engine`: serves the opened weights | `node-agent`: `front`, `workload` |
/// | 7 Gateway | `site.TenantApp`: the two tenants | `inference-gateway/service`: `route`, `upstream`, `stream`; `tenant-isolation` |
/// | 8 Detector | `flows`: replays traffic | `exfil-detector`: `flow`, `attribution`, `budget`, `finding` |
/// | 9 Containment | `Alerts`, `Defence` | `exfil-detector`: `edge`; `key-broker/service`: `containment`; `node-agent`: `lease` |
/// | 10 Proof | `Defence` | `cli/audit`; `key-broker/transparency-log` |
@NullMarked
package dev.strongroom.quickstart;

import org.jspecify.annotations.NullMarked;
