"""Runs nv-local-gpu-verifier on the cases of `./dev peers gpu` and prints one JSON line a case:
verdict, reason, and how long verification took.

usage: local_verifier.py CASES WARMUP ITERATIONS

The package asks NVML for a GPU, NVIDIA's services for manifests and OCSP answers, and the system for
the time. Here all of that comes from the case, and nothing else about it is changed:

- evidence: its `attest` takes objects with a few methods, see `Device`;
- manifests: its options for local files;
- OCSP: answers from files; for a case without any, its look-up is left out;
- time: set in each store of certificates that OpenSSL is asked about;
- logs: off. It writes two.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import Any, Callable

START = Path.cwd()
os.chdir(tempfile.mkdtemp())  # importing the package makes verifier.log

from cryptography.x509 import ocsp  # noqa: E402
from OpenSSL import crypto  # noqa: E402
from verifier import cc_admin  # noqa: E402
from verifier.attestation import AttestationReport  # noqa: E402
from verifier.cc_admin_utils import CcAdminUtils  # noqa: E402
from verifier.config import (  # noqa: E402
    GPU_ARCHITECTURE_MAP,
    BlackwellSettings,
    HopperSettings,
    event_log,
    info_log,
)
from verifier.nvml import NvmlHandler  # noqa: E402
from verifier.nvml.gpu_cert_chains import GpuCertificateChains  # noqa: E402
from verifier.nvml.test_handle import TestHandle  # noqa: E402
from verifier.utils import format_vbios_version  # noqa: E402

PACKAGE = "nv-local-gpu-verifier"

# It knows no switches: those of a case are left out.
SETTINGS = {"GH100": HopperSettings, "GB100": BlackwellSettings}

STORE_CONTEXT = crypto.X509StoreContext
LOOK_UP = CcAdminUtils.ocsp_certificate_chain_validation


@dataclass(frozen=True)
class Case:
    """One line of the list. All but name, nonce and time are paths."""

    name: str
    nonce: str
    devices: list[dict[str, str]]
    driver_rim: str
    vbios_rim: str
    answers: list[str]
    at: datetime

    @staticmethod
    def of(line: str) -> Case:
        fields = json.loads(line)
        return Case(
            fields["name"],
            fields["nonce"],
            [one for one in fields["devices"] if one["architecture"] in SETTINGS],
            fields["driverRim"],
            fields["vbiosRim"],
            fields["answers"],
            datetime.fromtimestamp(fields["atSeconds"], timezone.utc),
        )


@dataclass(frozen=True)
class Source:
    """What a GPU hands out. Versions are the report's own: away from the machine there are no
    others to compare them with."""

    architecture: str
    report: bytes
    chain: bytes
    driver: str
    vbios: str

    @staticmethod
    def read(device: dict[str, str]) -> Source:
        architecture = device["architecture"]
        report = Path(device["report"]).read_bytes()
        opaque = (
            AttestationReport(report, SETTINGS[architecture]())
            .get_response_message()
            .get_opaque_data()
        )
        return Source(
            architecture,
            report,
            Path(device["chain"]).read_bytes(),
            opaque.get_data("OPAQUE_FIELD_ID_DRIVER_VERSION").decode().rstrip("\0"),
            format_vbios_version(opaque.get_data("OPAQUE_FIELD_ID_VBIOS_VERSION")),
        )


class Device:
    """A GPU, as the package wants one."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.settings = SETTINGS[source.architecture]()
        # What it found of the GPU before stays in its settings otherwise.
        GPU_ARCHITECTURE_MAP[self.settings.GPU_ARCH] = self.settings
        chains = GpuCertificateChains(TestHandle(source.chain))
        self.chain = chains.GpuAttestationCertificateChain

    def get_gpu_architecture(self) -> int:
        return self.settings.GPU_ARCH

    def get_uuid(self) -> str:
        return "GPU"

    def get_driver_version(self) -> str:
        return self.source.driver

    def get_vbios_version(self) -> str:
        return self.source.vbios

    def get_attestation_report(self) -> bytes:
        return self.source.report

    def get_attestation_cert_chain(self) -> list[crypto.X509]:
        return self.chain


class Words(logging.Handler):
    """Keeps what the package calls an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.say(record.getMessage())

    def say(self, text: str) -> None:
        words = " ".join(text.split())
        if words not in self.said:
            self.said.append(words)

    def listen(self) -> None:
        for log in (info_log, event_log):
            log.handlers.clear()
            log.setLevel(logging.ERROR)
            log.propagate = False
            log.addHandler(self)


def no_look_up(_chain: Any, _settings: Any, _mode: Any) -> tuple[bool, str, str, None]:
    """What the package says of a chain whose certificates all are good."""
    return True, "", "good", None


def prepare(case: Case) -> None:
    """Gives the package time and answers of a case."""

    class StoreContext(STORE_CONTEXT):
        def __init__(self, store: crypto.X509Store, *arguments: Any) -> None:
            store.set_time(case.at)
            super().__init__(store, *arguments)

    crypto.X509StoreContext = StoreContext
    NvmlHandler.is_cc_dev_mode = staticmethod(lambda: False)
    look_up = LOOK_UP if case.answers else no_look_up
    CcAdminUtils.ocsp_certificate_chain_validation = staticmethod(look_up)
    answers = {}
    for path in case.answers:
        answer = Path(path).read_bytes()
        answers[ocsp.load_der_ocsp_response(answer).serial_number] = answer

    def send(request: bytes) -> ocsp.OCSPResponse:
        serial = ocsp.load_der_ocsp_request(request).serial_number
        return ocsp.load_der_ocsp_response(answers[serial])

    CcAdminUtils.send_ocsp_request = staticmethod(send)


def options(case: Case) -> dict[str, Any]:
    return {
        "allow_hold_cert": False,
        "ocsp_nonce_disabled": True,  # an answer from a file answers no request
        "rim_service_url": None,
        "ocsp_url": None,
        "service_key": None,
        "verbose": False,
        "test_no_gpu": False,
        "user_mode": True,
        "driver_rim": case.driver_rim,
        "vbios_rim": case.vbios_rim,
    }


def whole(case: Case, sources: list[Source]) -> bool:
    """Chain, report, both manifests, and the measurements against them: its `attest`."""
    devices = [Device(source) for source in sources]
    # Its option for the driver's manifest says that there is one, its settings say which.
    devices[0].settings.set_driver_rim_path(case.driver_rim)
    verdict, _ = cc_admin.attest(options(case), case.nonce, devices)
    return bool(verdict)


def evidence_alone(case: Case, sources: list[Source]) -> bool:
    """Chain and report: what `attest` does before it reads manifests, in its order."""
    nonce = CcAdminUtils.validate_and_extract_nonce(case.nonce)
    for source in sources:
        device = Device(source)
        report = AttestationReport(source.report, device.settings)
        opaque = report.get_response_message().get_opaque_data()
        fwid = opaque.get_data("OPAQUE_FIELD_ID_FWID").hex()
        chain = device.get_attestation_cert_chain()
        seen = CcAdminUtils.verify_gpu_certificate_chain(chain, device.settings, fwid)
        # Of another FWID it says no more than that.
        if not (seen[0] if isinstance(seen, tuple) else seen):
            return False
        if not CcAdminUtils.verify_attestation_report(
            report, chain[0], nonce, source.driver, source.vbios, device.settings
        ):
            return False
    return True


def run(case: Case, warmup: int, iterations: int, words: Words) -> dict[str, Any]:
    prepare(case)
    words.said.clear()
    verify = whole if case.driver_rim else evidence_alone
    accepted, seconds = False, 0.0
    try:
        sources = [Source.read(device) for device in case.devices]
        accepted = verify(case, sources)
        if accepted:
            seconds = measure(lambda: verify(case, sources), warmup, iterations)
    except Exception as error:  # whatever it throws, it does not accept
        words.say(f"{type(error).__name__}: {error}")
    return {
        "peer": PACKAGE,
        "version": metadata.version(PACKAGE),
        "name": case.name,
        "verdict": "accept" if accepted else "reject",
        "reason": "; ".join(words.said),
        "coldIterations": iterations if accepted else 0,
        "coldSeconds": seconds,
        "warmIterations": 0,  # it keeps nothing
        "warmSeconds": 0.0,
    }


def measure(step: Callable[[], bool], warmup: int, iterations: int) -> float:
    for _ in range(warmup):
        step()
    start = time.perf_counter()
    for _ in range(iterations):
        if not step():
            raise RuntimeError("verified once, then refused")
    return time.perf_counter() - start


def main(arguments: list[str]) -> None:
    if len(arguments) != 3:
        sys.exit("usage: local_verifier.py CASES WARMUP ITERATIONS")
    words = Words()
    words.listen()
    for line in (START / arguments[0]).read_text().splitlines():
        result = run(Case.of(line), int(arguments[1]), int(arguments[2]), words)
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
