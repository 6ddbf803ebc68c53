package dev.strongroom.agent.front;

import dev.strongroom.protocol.client.PeerRole;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Who may call the model: TLS clients to whom one of the ticket's authorities gave a certificate
/// for the role [PeerRole#GATEWAY]. The ticket is measured, so the host cannot name another
/// authority. Dates are judged by the guest's clock; there is no revocation but a new ticket.
/// Thread-safe.
public final class Callers {
  private static final String FIELD = "gatewayAuthorities";
  private static final String WANTED = "want certificates of authorities, in DER";
  private static final char[] NO_PASSWORD = new char[0];

  private final TrustManagerFactory trust;

  private Callers(TrustManagerFactory trust) {
    this.trust = trust;
  }

  /// Those whom `authorities` have certified.
  ///
  /// @param authorities certificates in DER, as in the ticket
  /// @throws MalformedException if one is no authority's certificate
  public static Callers certifiedBy(Collection<Bytes> authorities) throws MalformedException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      for (var der : authorities) {
        store.setCertificateEntry(der.sha256().hex(), authority(der));
      }
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      return new Callers(trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("certificates in memory make a trust store", e);
    }
  }

  private static X509Certificate authority(Bytes der) throws MalformedException {
    try (var in = new ByteArrayInputStream(der.toArray())) {
      var read = CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (read instanceof X509Certificate certificate
          && certificate.getBasicConstraints() >= 0
          && Bytes.copyOf(certificate.getEncoded()).equals(der)) {
        return certificate;
      }
      throw new MalformedException(FIELD, -1, WANTED);
    } catch (GeneralSecurityException | IOException e) {
      throw new MalformedException(FIELD, -1, WANTED, e);
    }
  }

  /// What a TLS server trusts in its clients.
  public TrustManagerFactory trust() {
    return trust;
  }

  /// True if the client that the handshake of `session` verified is a gateway.
  public boolean allow(@Nullable SSLSession session) {
    return PeerRole.of(session).filter(PeerRole.GATEWAY::equals).isPresent();
  }
}
