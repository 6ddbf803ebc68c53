@org.jspecify.annotations.NullMarked
package dev.strongroom.attestation.claims;
