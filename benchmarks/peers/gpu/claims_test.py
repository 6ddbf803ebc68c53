"""What docs/attestation/peers.md claims of nv-local-gpu-verifier beyond the table of verdicts.

Wants the list of cases in CASES and the folder `gpu` of the vectors in VECTORS.
"""

from __future__ import annotations

import os
import unittest
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import local_verifier as ours
from verifier.attestation import AttestationReport
from verifier.cc_admin import attest
from verifier.config import HopperSettings
from verifier.exceptions import ParsingError

LIST = ours.START / os.environ["CASES"]
VECTORS = ours.START / os.environ["VECTORS"]
H100 = "hopper/h100-550.90.07"


def case(name: str) -> ours.Case:
    lines = LIST.read_text().splitlines()
    return next(found for found in map(ours.Case.of, lines) if found.name == name)


class Claims(unittest.TestCase):
    def setUp(self) -> None:
        self.words = ours.Words()
        self.words.listen()

    def verdict(self, input: ours.Case) -> str:
        return ours.run(input, 0, 0, self.words)["verdict"]

    def test_looks_at_no_time_of_ocsp_answers(self) -> None:
        """Those about the signers are of October, those about the device of one day in August."""
        answered = case(H100 + ", manifests, OCSP")
        for day in ("2025-08-21", "2025-09-20"):
            at = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
            self.assertEqual("accept", self.verdict(replace(answered, at=at)))

    def test_takes_one_gpu_for_two(self) -> None:
        once = case(H100 + ", manifests")
        self.assertEqual("accept", self.verdict(replace(once, devices=2 * once.devices)))

    def test_does_not_use_the_path_of_its_driver_rim_option(self) -> None:
        manifests = case(H100 + ", manifests")
        ours.prepare(manifests)
        for path, wanted in ((manifests.driver_rim, True), ("", False)):
            source = ours.Source.read(manifests.devices[0])
            device = ours.Device(source)
            device.settings.set_driver_rim_path(path)
            verdict, _ = attest(ours.options(manifests), manifests.nonce, [device])
            self.assertEqual(wanted, bool(verdict))

    def test_has_no_word_for_a_foreign_fwid(self) -> None:
        """It refuses, because the reason cannot be unpacked."""
        manifests = case(H100 + ", manifests")
        foreign = case("hopper/negative-bad-signature")
        mixed = replace(manifests, devices=foreign.devices, nonce=foreign.nonce)
        self.assertEqual("reject", self.verdict(mixed))
        self.assertIn("cannot unpack non-iterable bool object", self.words.said)

    def test_does_not_read_typed_opaque_data(self) -> None:
        transcript = (VECTORS / "hopper/h100-620.12-nvdaod/transcript.bin").read_bytes()
        with self.assertRaises(ParsingError):
            AttestationReport(transcript, HopperSettings())

    def test_wants_signers_of_manifests_that_have_not_ended(self) -> None:
        late = datetime(2026, 11, 1, tzinfo=timezone.utc)
        self.assertEqual("reject", self.verdict(replace(case(H100 + ", manifests"), at=late)))
        self.assertIn("certificate has expired", self.words.said)


if __name__ == "__main__":
    unittest.main()
