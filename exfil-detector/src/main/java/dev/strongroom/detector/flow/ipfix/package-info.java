/// IPFIX over UDP (RFC 7011, RFC 7012, RFC 5103, RFC 5477).
///
/// ```java
/// var state = new ExporterState(exporterAddress, Limits.DEFAULT);
/// Decoded decoded = IpfixDecoder.decode(state, datagram, arrival); // or MalformedException
/// ```
///
/// A message counts as a whole or not at all: a malformed one changes nothing in the state but the
/// count of malformed messages. [dev.strongroom.detector.flow.ipfix.IpfixWriter] is the exporter's
/// side, for replays and tests.
///
/// Not read: structured data (RFC 6313; such fields are skipped whole), SCTP, TCP, DTLS. Octet
/// totals since flow start (IE 85, 86) are refused with a notice, because differencing them needs a
/// flow cache; NAT addresses (IE 225 to 228) are not joined.
@NullMarked
package dev.strongroom.detector.flow.ipfix;

import org.jspecify.annotations.NullMarked;
