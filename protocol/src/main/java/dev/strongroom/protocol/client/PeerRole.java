package dev.strongroom.protocol.client;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// The role of a TLS peer: the common name of a certificate whose subject is that and nothing else.
/// Whoever may choose other parts of a name does not choose a role.
public final class PeerRole {
  /// Who calls nodes for tenants, and reports what they were served.
  public static final String GATEWAY = "gateway";

  private PeerRole() {}

  /// The role of whom the handshake of `session` has verified; empty where nobody was.
  public static Optional<String> of(@Nullable SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate leaf
          ? of(leaf.getSubjectX500Principal())
          : Optional.empty();
    } catch (SSLPeerUnverifiedException _) {
      return Optional.empty();
    }
  }

  /// The role of a subject.
  public static Optional<String> of(X500Principal subject) {
    try {
      var names = new LdapName(subject.getName()).getRdns();
      return names.size() == 1
              && names.getFirst().size() == 1
              && names.getFirst().getType().equalsIgnoreCase("CN")
          ? Optional.of(String.valueOf(names.getFirst().getValue()))
          : Optional.empty();
    } catch (InvalidNameException _) {
      return Optional.empty();
    }
  }
}
