package dev.strongroom.quickstart.model;

import dev.strongroom.wire.Bytes;
import java.nio.file.Path;

/// A model file as it was written.
///
/// @param path where it lies
/// @param sizeBytes its length
/// @param sha256 SHA-256 digest of all of it, 32 bytes
public record ModelFile(Path path, long sizeBytes, Bytes sha256) {}
