package dev.strongroom.detector.edge;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;

/// Who makes a request, by the common name of a client certificate that our authority issued.
///
/// @param role the common name where the subject is that and nothing else, empty otherwise
/// @param loopback true if the request comes from this machine
record Caller(String role, boolean loopback) {
  /// People who act.
  static final String OPERATOR = "operator";

  /// Gateways that report.
  static final String GATEWAY = "gateway";

  private static final Set<String> READERS = Set.of(OPERATOR, "auditor");

  static Caller of(HttpServerRequest request) {
    return new Caller(role(request).orElse(""), isLoopback(request));
  }

  private static Optional<String> role(HttpServerRequest request) {
    var session = request.sslSession();
    if (session == null) {
      return Optional.empty();
    }
    try {
      if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
        return role(certificate.getSubjectX500Principal());
      }
      return Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      // No certificate was presented.
      return Optional.empty();
    }
  }

  /// The role of a subject that is exactly one common name: whoever may choose other parts of a
  /// name does not choose a role.
  static Optional<String> role(X500Principal subject) {
    try {
      var names = new LdapName(subject.getName()).getRdns();
      return names.size() == 1
              && names.getFirst().size() == 1
              && names.getFirst().getType().equalsIgnoreCase("CN")
          ? Optional.of(String.valueOf(names.getFirst().getValue()))
          : Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  private static boolean isLoopback(HttpServerRequest request) {
    var address = request.remoteAddress();
    if (address == null || address.hostAddress() == null) {
      return false;
    }
    try {
      return InetAddress.ofLiteral(address.hostAddress()).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Readers have a role. In simulation, this machine may read without one.
  boolean mayRead(boolean simulated) {
    return READERS.contains(role) || (simulated && loopback);
  }

  boolean mayAct() {
    return role.equals(OPERATOR);
  }

  boolean mayReport() {
    return role.equals(GATEWAY);
  }
}
