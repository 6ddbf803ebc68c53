package dev.strongroom.attestation.evidence;

import dev.strongroom.attestation.evidence.OcspResponse.Data;
import dev.strongroom.attestation.evidence.OcspResponse.Single;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes an [OcspResponse] apart.
final class OcspParser {
  /// Larger than any response of a known vendor, twelve times.
  static final int MAX_DER_BYTES = 16 * 1024;

  /// NVIDIA says one thing at a time; some responders batch.
  static final int MAX_SINGLES = 16;

  /// The responder's, with room for what it is issued by and for a renewed one.
  static final int MAX_CERTIFICATES = 4;

  /// id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2.
  static final Bytes NONCE = hex("2b0601050507300102");

  /// id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1.
  private static final Bytes BASIC = hex("2b0601050507300101");

  private static final int MAX_NONCE_BYTES = 128;
  private static final Bytes TRUE = hex("ff");

  /// Context-specific, primitive, numbers 0 and 2.
  private static final int GOOD = 0x80;

  private static final int UNKNOWN = 0x82;

  /// OCSPResponseStatus by number (RFC 6960, 4.2.1); 4 is not used.
  private static final List<String> STATUSES =
      List.of(
          "successful",
          "malformedRequest",
          "internalError",
          "tryLater",
          "4",
          "sigRequired",
          "unauthorized");

  private OcspParser() {}

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  static OcspResponse parse(String field, Bytes der) throws MalformedException {
    if (der.length() > MAX_DER_BYTES) {
      throw new MalformedException(field, 0, "got " + der.length() + " bytes, limit 16384");
    }
    var whole = new Der(der);
    var response = whole.enter(field, Der.SEQUENCE);
    whole.end();
    successful(field, response.enumerated("responseStatus"));
    var tagged = response.enter("responseBytes", Der.CONTEXT_0);
    response.end();
    var typed = tagged.enter("responseBytes", Der.SEQUENCE);
    tagged.end();
    if (!typed.value("responseType", Der.OBJECT_IDENTIFIER).equals(BASIC)) {
      throw new MalformedException("responseType", -1, "want id-pkix-ocsp-basic");
    }
    var octets = typed.enter("response", Der.OCTET_STRING);
    typed.end();
    var basic = octets.enter("BasicOCSPResponse", Der.SEQUENCE);
    octets.end();
    return basic(der, basic);
  }

  // spec: RFC 6960 4.2.1: responseBytes are set if, and only if, the status is successful
  private static void successful(String field, int status) throws MalformedException {
    if (status != 0) {
      var name = status < STATUSES.size() ? STATUSES.get(status) : "status " + status;
      throw new MalformedException(
          field, -1, "got " + name + ", which says nothing of any certificate, want successful");
    }
  }

  private static OcspResponse basic(Bytes der, Der basic) throws MalformedException {
    var toBeSigned = basic.encoded("tbsResponseData", Der.SEQUENCE);
    var algorithm = basic.enter("signatureAlgorithm", Der.SEQUENCE);
    var signatureAlgorithm = algorithm.objectIdentifier("signatureAlgorithm");
    endOfAlgorithm("signatureAlgorithm", algorithm);
    var signature = basic.octetsOfBits("signature");
    var certificates = new ArrayList<Certificate>();
    if (!basic.isAtEnd()) {
      var tagged = basic.enter("certs", Der.CONTEXT_0);
      basic.end();
      var all = tagged.enter("certs", Der.SEQUENCE);
      tagged.end();
      while (!all.isAtEnd()) {
        var field = "certs[" + certificates.size() + "]";
        if (certificates.size() == MAX_CERTIFICATES) {
          throw new MalformedException(field, -1, "more than 4 certificates");
        }
        certificates.add(Certificate.ofDer(field, all.encoded(field, Der.SEQUENCE)));
      }
    }
    return new OcspResponse(
        der, data(toBeSigned), toBeSigned, signatureAlgorithm, signature, certificates);
  }

  /// Parameters of ECDSA are absent (RFC 5758, 3.2), those of RSA and digests NULL or absent.
  static void endOfAlgorithm(String field, Der algorithm) throws MalformedException {
    if (!algorithm.isAtEnd() && algorithm.value(field, Der.NULL).length() != 0) {
      throw new MalformedException(field, -1, "want no parameters, or NULL");
    }
    algorithm.end();
  }

  private static Data data(Bytes toBeSigned) throws MalformedException {
    // A version is not read: v1 is the default, and DER leaves a default out.
    var in = new Der(toBeSigned).enter("tbsResponseData", Der.SEQUENCE);
    var responder = responder(in);
    var producedAt = in.time("producedAt");
    var singles = singles(in.enter("responses", Der.SEQUENCE));
    var nonce = Optional.ofNullable(extensions(in, "responseExtensions", Set.of(NONCE)).get(NONCE));
    in.end();
    return new Data(
        responder,
        producedAt,
        singles,
        nonce.isPresent() ? Optional.of(nonce(nonce.get())) : Optional.empty());
  }

  private static ResponderId responder(Der in) throws MalformedException {
    boolean isByName = in.isNext(Der.CONTEXT_1);
    var field = isByName ? "responderID byName" : "responderID byKey";
    var choice = in.enter(field, isByName ? Der.CONTEXT_1 : Der.CONTEXT_2);
    var responder =
        isByName
            ? new ResponderId.ByName(choice.encoded(field, Der.SEQUENCE))
            : new ResponderId.ByKey(keyHash(field, choice));
    choice.end();
    return responder;
  }

  private static Bytes keyHash(String field, Der in) throws MalformedException {
    var hash = in.value(field, Der.OCTET_STRING);
    if (hash.length() != OcspHash.SHA1.lengthBytes()) {
      throw new MalformedException(field, -1, "got " + hash.length() + " bytes, want 20");
    }
    return hash;
  }

  private static List<Single> singles(Der in) throws MalformedException {
    var singles = new ArrayList<Single>();
    var named = new HashSet<CertificateId>();
    do {
      var field = "responses[" + singles.size() + "]";
      if (singles.size() == MAX_SINGLES) {
        throw new MalformedException(field, -1, "more than 16 answers");
      }
      var single = single(in.enter(field, Der.SEQUENCE));
      if (!named.add(single.certificate())) {
        throw new MalformedException(field, -1, "names a certificate for the second time");
      }
      singles.add(single);
    } while (!in.isAtEnd());
    return singles;
  }

  private static Single single(Der in) throws MalformedException {
    var certificate = CertificateId.read(in);
    var status = status(in);
    var thisUpdate = in.time("thisUpdate");
    Optional<Instant> nextUpdate = Optional.empty();
    if (in.isNext(Der.CONTEXT_0)) {
      var tagged = in.enter("nextUpdate", Der.CONTEXT_0);
      nextUpdate = Optional.of(tagged.time("nextUpdate"));
      tagged.end();
    }
    var _ = extensions(in, "singleExtensions", Set.of());
    in.end();
    return new Single(certificate, status, thisUpdate, nextUpdate);
  }

  private static OcspStatus status(Der in) throws MalformedException {
    if (in.isNext(Der.CONTEXT_1)) {
      return revoked(in.enter("certStatus revoked", Der.CONTEXT_1));
    }
    boolean isGood = in.isNext(GOOD);
    if (in.value("certStatus", isGood ? GOOD : UNKNOWN).length() != 0) {
      throw new MalformedException("certStatus", -1, "want NULL");
    }
    return isGood ? new OcspStatus.Good() : new OcspStatus.Unknown();
  }

  private static OcspStatus revoked(Der in) throws MalformedException {
    var since = in.time("revocationTime");
    Optional<Integer> reason = Optional.empty();
    if (!in.isAtEnd()) {
      var tagged = in.enter("revocationReason", Der.CONTEXT_0);
      reason = Optional.of(tagged.enumerated("revocationReason"));
      tagged.end();
    }
    in.end();
    return new OcspStatus.Revoked(since, reason);
  }

  // spec: RFC 6960 4.4: a critical extension that is not known refuses
  /// Extensions (RFC 5280, 4.1) behind an explicit tag of number 1, each once; none at the end.
  ///
  /// @param known which may be critical
  private static Map<Bytes, Bytes> extensions(Der in, String field, Set<Bytes> known)
      throws MalformedException {
    var found = new HashMap<Bytes, Bytes>();
    if (in.isAtEnd()) {
      return found;
    }
    var tagged = in.enter(field, Der.CONTEXT_1);
    var all = tagged.enter(field, Der.SEQUENCE);
    tagged.end();
    do {
      var extension = all.enter(field, Der.SEQUENCE);
      var oid = extension.value(field, Der.OBJECT_IDENTIFIER);
      boolean isCritical = extension.isNext(Der.BOOLEAN);
      if (isCritical && !extension.value(field, Der.BOOLEAN).equals(TRUE)) {
        throw new MalformedException(field, -1, "critical: want TRUE, or nothing");
      }
      if (isCritical && !known.contains(oid)) {
        throw new MalformedException(
            field, -1, "critical extension, OID " + oid + ", is not known");
      }
      if (found.put(oid, extension.value(field, Der.OCTET_STRING)) != null) {
        throw new MalformedException(field, -1, "has an extension twice, OID " + oid);
      }
      extension.end();
    } while (!all.isAtEnd());
    return found;
  }

  // spec: RFC 9654 2.1 size: a nonce is an OCTET STRING of 1 to 128 octets
  private static Bytes nonce(Bytes extension) throws MalformedException {
    var in = new Der(extension);
    var nonce = in.value("nonce", Der.OCTET_STRING);
    in.end();
    if (nonce.length() == 0 || nonce.length() > MAX_NONCE_BYTES) {
      throw new MalformedException("nonce", -1, "got " + nonce.length() + " bytes, want 1 to 128");
    }
    return nonce;
  }
}
