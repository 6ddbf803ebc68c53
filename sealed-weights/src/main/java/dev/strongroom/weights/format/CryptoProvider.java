package dev.strongroom.weights.format;

import dev.strongroom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The one place that says whose AES-GCM and HKDF seal our weights: the JDK's, asked for by name,
/// so that no provider which something else installs first can take its place. Thread-safe.
public final class CryptoProvider {
  /// Below this, the warm-up costs more than it gains (docs/adr/0003-segment-size.md).
  private static final long WORTH_WARMING_BYTES = 64L << 20;

  /// Calls and their size after which the JIT has compiled the GCM intrinsic; few large calls never
  /// get there.
  private static final int WARM_UP_CALLS = 20_000;

  private static final int WARM_UP_BYTES = 2048;

  private static final CryptoProvider CHOSEN = new CryptoProvider("SunJCE");

  private final Provider provider;
  private final AtomicBoolean warm = new AtomicBoolean();

  private CryptoProvider(String name) {
    var found = Security.getProvider(name);
    if (found == null) {
      throw new IllegalStateException("the JDK lacks its provider " + name);
    }
    this.provider = found;
  }

  /// The provider of this process.
  public static CryptoProvider chosen() {
    return CHOSEN;
  }

  /// Its name and version, for logs.
  public String name() {
    return provider.getName() + " " + provider.getVersionStr();
  }

  /// A cipher of its own for one thread at a time.
  public Cipher aesGcm() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding", provider);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(name() + " lacks AES-GCM", e);
    }
  }

  /// HKDF-SHA256, extract and expand (RFC 5869). The caller wipes what it gets.
  public byte[] hkdfSha256(byte[] inputKey, Bytes salt, Bytes info, int length) {
    try {
      var parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(inputKey)
              .addSalt(salt.toArray())
              .thenExpand(info.toArray(), length);
      return KDF.getInstance("HKDF-SHA256", provider).deriveData(parameters);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(name() + " cannot derive a key with HKDF-SHA256", e);
    }
  }

  /// Brings AES-GCM to full speed by many small calls (some 0.4 s, once a process), if as much as
  /// `bytes` are about to be sealed or opened.
  public void warmUpFor(long bytes) {
    if (bytes < WORTH_WARMING_BYTES || !warm.compareAndSet(false, true)) {
      return;
    }
    var cipher = aesGcm();
    var key = new SecretKeySpec(new byte[SealedFormat.KEY_BYTES], "AES");
    var plain = new byte[WARM_UP_BYTES];
    var sealed = new byte[WARM_UP_BYTES + SealedFormat.TAG_BYTES];
    var nonce = new byte[12];
    try {
      for (int i = 0; i < WARM_UP_CALLS; i++) {
        nonce[0] = (byte) i;
        nonce[1] = (byte) (i >>> 8);
        var parameters = new GCMParameterSpec(SealedFormat.TAG_BYTES * 8, nonce);
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
        cipher.doFinal(plain, 0, plain.length, sealed, 0);
        cipher.init(Cipher.DECRYPT_MODE, key, parameters);
        cipher.doFinal(sealed, 0, sealed.length, plain, 0);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(name() + " cannot open what it sealed", e);
    }
  }
}
