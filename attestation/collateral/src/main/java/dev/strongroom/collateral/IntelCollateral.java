package dev.strongroom.collateral;

import dev.strongroom.collateral.item.Material;

/// What Intel says of one platform, each part as Intel answered it: the bytes that signatures are
/// over, and the certificates that issued it.
///
/// @param tcbInfo `{"tcbInfo":{…},"signature":"…"}` with the TCB signing chain
/// @param qeIdentity `{"enclaveIdentity":{…},"signature":"…"}` with the TCB signing chain
/// @param pckCrl DER, with the chain of the PCK authority
/// @param rootCrl DER
public record IntelCollateral(
    Material tcbInfo, Material qeIdentity, Material pckCrl, Material rootCrl) {}
