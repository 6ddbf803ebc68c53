/// An append-only Merkle log: what the broker writes, and what agent, owner and auditor check.
///
/// Hashing and proofs are those of RFC 9162 (and, with SHA-256, of RFC 6962); checkpoints are C2SP
/// signed notes (`tlog-checkpoint`, `signed-note`); [Tile] gives the C2SP `tlog-tiles` layout.
/// Nothing here stores anything: the caller keeps entries and leaf hashes.
///
/// ```java
/// MerkleNodes nodes = MerkleNodes.of(storedLeafHashes);           // once, at start
/// nodes.append(MerkleTree.leafHash(entry));                       // after the entry is durable
/// Checkpoint signed = signer.sign(origin, nodes.head());
/// List<Bytes> proof = nodes.inclusionProof(index, nodes.size());
///
/// Checkpoint seen = Checkpoint.verify(note, verifierKey, origin); // elsewhere
/// Proofs.verifyInclusion(entry, index, proof, seen.head());       // or it throws
/// Proofs.verifyConsistency(lastSeen.head(), seen.head(), consistencyProof);
/// ```
///
/// [LogAudit] walks a whole stored log and says intact, where it broke, or that it was rolled back.
@NullMarked
package dev.strongroom.transparency;

import org.jspecify.annotations.NullMarked;
