package dev.strongroom.weights.manifest;

/// A file of an opened model. Its path is secret: not for logs.
///
/// @param path relative, elements joined by `/`
/// @param lengthBytes of its plaintext
public record ModelFile(String path, long lengthBytes) {}
