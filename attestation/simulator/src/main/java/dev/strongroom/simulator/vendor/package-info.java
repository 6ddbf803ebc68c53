/// A fake AMD and a fake NVIDIA: key hierarchies of the genuine shape, and nodes that sign
/// bit-exact reports under them. Their roots name the organization
/// [dev.strongroom.attestation.trust.ChainVerifier#SIMULATION_ORGANIZATION] and are trusted only
/// where [dev.strongroom.attestation.trust.TrustAnchors#simulation] is given their fingerprints.
///
/// ```java
/// var vendors = SimulatedVendors.create(random, now);
/// vendors.save(directory);
/// var node = SimulatedNode.create(vendors, "node-1", 2, measurement, hostData, random, now);
/// var devices = node.devices(deviceNonce);
/// var cpu = node.cpu(transcript.snpReportData());
/// var lax = node.cpu(reportData, fields -> fields.policy(0xb0000)); // DEBUG, signed nevertheless
/// ```
///
/// Processors of any product, with VCEK or VLEK:
///
/// ```java
/// var amd = AmdHierarchy.create(SnpProduct.TURIN, random, notBefore);
/// var turin = AmdProcessor.withVcek(amd, chipId, tcb, random, notBefore);
/// var report = turin.report(reportData, fields -> fields.ofVersion(5));
/// ```
@NullMarked
package dev.strongroom.simulator.vendor;

import org.jspecify.annotations.NullMarked;
