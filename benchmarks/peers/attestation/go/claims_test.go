package main

import (
	"bufio"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-sev-guest/abi"
	"github.com/google/go-sev-guest/kds"
	spb "github.com/google/go-sev-guest/proto/sevsnp"
	fakes "github.com/google/go-sev-guest/testing"
	"github.com/google/go-sev-guest/validate"
	"github.com/google/go-sev-guest/verify"
	"github.com/google/go-sev-guest/verify/trust"
)

// What docs/attestation/peers.md says of these libraries beyond the verdicts of the run. A test that
// fails here means that the page must be corrected. CASES is the list that ./dev peers wrote.

func named(t *testing.T, name string) Case {
	t.Helper()
	list, err := os.Open(os.Getenv("CASES"))
	if err != nil {
		t.Fatalf("CASES must name the list that ./dev peers attestation wrote: %v", err)
	}
	defer list.Close()
	for lines := bufio.NewScanner(list); lines.Scan(); {
		var c Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no case %q", name)
	return Case{}
}

func attestationOf(t *testing.T, c Case, change func(report []byte)) *spb.Attestation {
	t.Helper()
	report, err := os.ReadFile(c.Evidence)
	if err != nil {
		t.Fatal(err)
	}
	change(report)
	leaf, err := readDER(c.Leaf)
	if err != nil {
		t.Fatal(err)
	}
	attestation, err := snpAttestation(report, leaf)
	if err != nil {
		t.Fatal(err)
	}
	return attestation
}

func revoking(t *testing.T, signer *fakes.AmdSigner, revoked *x509.Certificate, at time.Time) error {
	t.Helper()
	issuer := *signer.Ark
	issuer.KeyUsage |= x509.KeyUsageCRLSign
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		SignatureAlgorithm: x509.SHA384WithRSAPSS,
		Number:             big.NewInt(1),
		ThisUpdate:         at,
		NextUpdate:         at.AddDate(0, 1, 0),
		RevokedCertificates: []pkix.RevokedCertificate{
			{SerialNumber: revoked.SerialNumber, RevocationTime: at},
		},
	}, &issuer, signer.Keys.Ark)
	if err != nil {
		t.Fatal(err)
	}
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := trust.AMDRootCertsProduct("Milan")
	roots.ProductCerts = &trust.ProductCerts{Ark: &issuer, Ask: signer.Ask, Asvk: signer.Asvk}
	roots.CRL = list
	return verify.VcekNotRevoked(roots, signer.Vlek, &verify.Options{Now: at})
}

func TestRevokedAskIsSeenRevokedAsvkIsNot(t *testing.T) {
	at := time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)
	builder := &fakes.AmdSignerBuilder{
		Keys:             fakes.DefaultAmdKeys(),
		ProductName:      "Milan-B1",
		CSPID:            "peers",
		ArkCreationTime:  at,
		AskCreationTime:  at,
		AsvkCreationTime: at,
		VcekCreationTime: at,
		VlekCreationTime: at,
		AskCustom:        fakes.CertOverride{SerialNumber: big.NewInt(0xa5c)},
		AsvkCustom:       fakes.CertOverride{SerialNumber: big.NewInt(0xa57c)},
	}
	signer, err := builder.TestOnlyCertChain()
	if err != nil {
		t.Fatal(err)
	}
	if signer.Ask.SerialNumber.Cmp(signer.Asvk.SerialNumber) == 0 {
		t.Fatal("ASK and ASVK must be told apart by their serial numbers")
	}
	if err := revoking(t, signer, signer.Ask, at); err == nil || !strings.Contains(err.Error(), "revoked") {
		t.Errorf("a revoked ASK: got %v, want a refusal", err)
	}
	if err := revoking(t, signer, signer.Asvk, at); err != nil {
		t.Errorf("a revoked ASVK is seen after all: %v", err)
	}
}

func TestAes256XtsCanBeRequiredButNotForbidden(t *testing.T) {
	const policy, xts = 0x08, uint64(1) << 22
	c := named(t, "snp/milan-v3-azure-aci")
	with := attestationOf(t, c, func(report []byte) {
		old := binary.LittleEndian.Uint64(report[policy:])
		binary.LittleEndian.PutUint64(report[policy:], old|xts)
	})
	without := attestationOf(t, c, func([]byte) {})
	allowNothing := func(required bool) *validate.Options {
		return &validate.Options{
			GuestPolicy:               abi.SnpPolicy{SMT: true, MemAES256XTS: required},
			PermitProvisionalFirmware: true,
		}
	}
	if err := validate.SnpAttestation(without, allowNothing(true)); err == nil {
		t.Error("a report without AES-256-XTS passes where it is required")
	}
	if err := validate.SnpAttestation(with, allowNothing(false)); err != nil {
		t.Errorf("AES-256-XTS can be forbidden after all: %v", err)
	}
}

func TestPlatformInfoWithBit6IsRefusedOnceItIsLookedAt(t *testing.T) {
	c := named(t, "snp/turin-v5-azure")
	report, err := os.ReadFile(c.Evidence)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := abi.ParseSnpPlatformInfo(binary.LittleEndian.Uint64(report[0x40:])); err == nil {
		t.Error("PLATFORM_INFO of the Turin report is read after all")
	}
}

func TestModelA0IsNoKnownProduct(t *testing.T) {
	c := named(t, "snp/genoa-v5-bergamo-siena-model-a0")
	fms := attestationOf(t, c, func([]byte) {}).GetReport().GetCpuid1EaxFms()
	if line := kds.ProductLineFromFms(fms); line != "Unknown" {
		t.Errorf("family 19h, model A0h is %q after all", line)
	}
}

func TestEmbeddedRootsHaveNoAsvk(t *testing.T) {
	for _, line := range []string{"Milan", "Genoa", "Turin"} {
		roots, err := trust.GetDefaultRootCerts(line)
		if err != nil {
			t.Fatal(err)
		}
		if roots.ProductCerts.Asvk != nil {
			t.Errorf("%s has an ASVK after all", line)
		}
	}
}

func TestCollateralOfTheFutureIsAccepted(t *testing.T) {
	c := named(t, "tdx/v4-gcp-ccel eval17")
	// The PCK revocation list of this case begins on 2025-07-07, its TCB info on 2025-06-20 or later.
	c.AtSeconds = time.Date(2025, time.June, 10, 0, 0, 0, 0, time.UTC).Unix()
	j, err := tdxJob(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.cold(); err != nil {
		t.Errorf("the beginning of collateral is looked at after all: %v", err)
	}
}
