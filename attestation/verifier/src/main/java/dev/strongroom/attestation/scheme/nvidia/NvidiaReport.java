package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.trust.EcdsaCurve;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// An SPDM 1.1 transcript (DMTF DSP0274): GET_MEASUREMENTS request of 37 bytes, MEASUREMENTS
/// response, signature over both. Integers are little-endian; nothing may follow.
///
/// | Offset | Bytes | Field | Meaning |
/// |---|---|---|---|
/// | 0 | 4 | request header | 11 E0 01 FF: version 1.1, GET_MEASUREMENTS, signature, all blocks |
/// | 4 | 32 | Nonce | requester's: freshness |
/// | 36 | 1 | SlotIDParam | 0 |
/// | 37 | 4 | response header | 11 60 00 00: version 1.1, MEASUREMENTS |
/// | 41 | 1 | NumberOfBlocks | n, 64 for a GPU |
/// | 42 | 3 | MeasurementRecordLength | n blocks |
/// | 45 | 55 n | MeasurementRecord | see below |
/// | | 32 | Nonce | responder's: no freshness |
/// | | 2 | OpaqueLength | |
/// | | | OpaqueData | see [OpaqueData] |
/// | end - 96 | 96 | Signature | r, s big-endian, over everything before, by the leaf |
///
/// Each block: Index(1), counting up from 1; MeasurementSpecification(1) = 01; MeasurementSize(2) =
/// 51; DMTFSpecMeasurementValueType(1) = 01; DMTFSpecMeasurementValueSize(2) = 48; value, SHA-384.
///
/// @param nonce requester's nonce, 32 bytes
/// @param measurements values in order of index, 48 bytes each; the first has index 1
/// @param responderNonce the device's own nonce, 32 bytes
/// @param opaque what the device states
/// @param signedBytes all but the signature
/// @param signature over `signedBytes`
public record NvidiaReport(
    Bytes nonce,
    List<Bytes> measurements,
    Bytes responderNonce,
    OpaqueData opaque,
    Bytes signedBytes,
    EcdsaSignature signature)
    implements SignedReport {
  private static final Bytes REQUEST = hex("11e001ff");
  private static final Bytes SLOT = hex("00");
  private static final Bytes RESPONSE = hex("11600000");

  /// MeasurementSpecification, MeasurementSize, value type and value size of every block.
  private static final Bytes BLOCK = hex("013300013000");

  private static final int NONCE_BYTES = 32;
  private static final int BLOCK_BYTES = 55;
  private static final int VALUE_BYTES = 48;
  private static final int SIGNATURE_BYTES = 96;

  public NvidiaReport {
    measurements = List.copyOf(measurements);
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  /// Reads a report.
  ///
  /// @throws MalformedException if it is not exactly one transcript of this form
  public static NvidiaReport parse(Bytes report) throws MalformedException {
    var in = new BinaryReader(report);
    in.expect("request header", REQUEST);
    var nonce = in.bytes("request Nonce", NONCE_BYTES);
    in.expect("SlotIDParam", SLOT);
    in.expect("response header", RESPONSE);
    var measurements = measurements(in);
    var responderNonce = in.bytes("response Nonce", NONCE_BYTES);
    var opaque = in.bytes("OpaqueData", in.u16le("OpaqueLength"));
    var signedBytes = report.slice(0, in.position());
    var r = in.bytes("Signature", SIGNATURE_BYTES / 2);
    var s = in.bytes("Signature", SIGNATURE_BYTES / 2);
    in.end();
    return new NvidiaReport(
        nonce,
        measurements,
        responderNonce,
        OpaqueData.parse(opaque),
        signedBytes,
        EcdsaSignature.ofBigEndian(EcdsaCurve.P384, r, s));
  }

  private static List<Bytes> measurements(BinaryReader in) throws MalformedException {
    int count = in.u8("NumberOfBlocks");
    int at = in.position();
    int length = in.u24le("MeasurementRecordLength");
    if (count == 0 || length != count * BLOCK_BYTES) {
      throw new MalformedException(
          "MeasurementRecordLength", at, "got " + length + " for " + count + " blocks of 55 bytes");
    }
    var blocks = in.sub("MeasurementRecord", length);
    var measurements = new ArrayList<Bytes>(count);
    for (int wanted = 1; wanted <= count; wanted++) {
      int blockAt = blocks.position();
      int index = blocks.u8("Index");
      if (index != wanted) {
        throw new MalformedException("Index", blockAt, "got " + index + ", want " + wanted);
      }
      blocks.expect("MeasurementBlock", BLOCK);
      measurements.add(blocks.bytes("DMTFSpecMeasurementValue", VALUE_BYTES));
    }
    blocks.end();
    return measurements;
  }
}
