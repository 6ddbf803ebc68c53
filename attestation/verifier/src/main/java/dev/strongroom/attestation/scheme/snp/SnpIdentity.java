package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.trust.BareKey;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Whether an ID block is the one that a guest was launched with, and signed as it must be. The
/// firmware checked all of it at launch; what a report keeps are digests of keys, and this shows
/// that they are the digests of these keys. Which keys are acceptable, [SnpGuest] says. Pure,
/// thread-safe.
public final class SnpIdentity {
  private SnpIdentity() {}

  private record SignedBlock(Bytes signedBytes, EcdsaSignature signature) implements SignedReport {}

  /// Every difference between the report and the block with its authentication, and every signature
  /// among these that does not hold.
  public static List<Finding> mismatches(
      Verified<SnpReport> verified, IdBlock block, IdAuthentication authentication) {
    var report = verified.evidence();
    var out = new ArrayList<>(signatures(block, authentication));
    compare(SnpRule.ID_KEY, "", authentication.idKey().digest(), report.idKeyDigest(), out);
    switch (authentication.author()) {
      case IdAuthentication.Certification(var key, _, _) ->
          compare(SnpRule.AUTHOR_KEY, "", key.digest(), report.authorKeyDigest(), out);
      case IdAuthentication.NoAuthor _ -> {
        if (report.keyInfo().authorKeyEnabled()) {
          out.add(new Finding(SnpRule.AUTHOR_KEY, "the author key", "no author key"));
        }
      }
    }
    compare(SnpRule.ID_BLOCK, "LD ", block.measurement(), report.measurement(), out);
    compare(SnpRule.ID_BLOCK, "FAMILY_ID ", block.familyId(), report.familyId(), out);
    compare(SnpRule.ID_BLOCK, "IMAGE_ID ", block.imageId(), report.imageId(), out);
    if (block.guestSvn() != report.guestSvn()) {
      out.add(
          new Finding(
              SnpRule.ID_BLOCK, "GUEST_SVN " + block.guestSvn(), "GUEST_SVN " + report.guestSvn()));
    }
    if (!block.policy().equals(report.policy())) {
      out.add(
          new Finding(
              SnpRule.ID_BLOCK,
              "POLICY " + block.policy().hex(),
              "POLICY " + report.policy().hex()));
    }
    return out;
  }

  /// Every signature that does not hold, without a report: whether the firmware would launch a
  /// guest with this block.
  // spec: AMD 56860 8.18 SNP_LAUNCH_FINISH: ID_BLOCK_SIG over the ID block by the ID key,
  // ID_KEY_SIG over the ID key by the author key
  public static List<Finding> signatures(IdBlock block, IdAuthentication authentication) {
    var out = new ArrayList<Finding>();
    var signed = new SignedBlock(block.raw(), authentication.blockSignature());
    if (!BareKey.p384Signed(authentication.idKey().point(), signed)) {
      out.add(
          new Finding(
              SnpRule.ID_BLOCK_SIGNATURE, "a signature of the ID block by ID_KEY", "none holds"));
    }
    if (authentication.author() instanceof IdAuthentication.Certification certification
        && !BareKey.p384Signed(certification.key().point(), certification)) {
      out.add(
          new Finding(
              SnpRule.ID_BLOCK_SIGNATURE, "a signature of ID_KEY by AUTHOR_KEY", "none holds"));
    }
    return out;
  }

  private static void compare(Rule rule, String name, Bytes want, Bytes got, List<Finding> out) {
    if (!want.equals(got)) {
      out.add(new Finding(rule, name + want.hex(), name + got.hex()));
    }
  }
}
