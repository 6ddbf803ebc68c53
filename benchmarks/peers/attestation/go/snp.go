package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/google/go-sev-guest/abi"
	spb "github.com/google/go-sev-guest/proto/sevsnp"
	"github.com/google/go-sev-guest/validate"
	"github.com/google/go-sev-guest/verify"
	"github.com/google/go-sev-guest/verify/trust"
)

// snpJob gives go-sev-guest the files of a case. The ARK and ASK or ASVK of the case are its
// trusted roots; warm parses them once and the leaf and report each time, which is what the
// library's Options.TrustedRoots let a caller keep.
func snpJob(c Case) (*job, error) {
	report, err := os.ReadFile(c.Evidence)
	if err != nil {
		return nil, err
	}
	var ders [3][]byte
	for i, path := range []string{c.Leaf, c.Intermediate, c.Root} {
		if ders[i], err = readDER(path); err != nil {
			return nil, err
		}
	}
	at := time.Unix(c.AtSeconds, 0).UTC()
	kept, err := snpRoots(ders[1], ders[2])
	if err != nil {
		return nil, err
	}
	return &job{
		cold: func() error {
			roots, err := snpRoots(ders[1], ders[2])
			if err != nil {
				return err
			}
			return snpVerify(report, ders[0], roots, at)
		},
		warm: func() error { return snpVerify(report, ders[0], kept, at) },
		appraise: func() error {
			attestation, err := snpAttestation(report, ders[0])
			if err != nil {
				return err
			}
			return validate.SnpAttestation(attestation, strictSnp())
		},
	}, nil
}

// strictSnp are the demands that Strongroom makes of every report: neither debug nor migration,
// VMPL 0, and the alias check where the report can show it. Committed may lag behind current.
func strictSnp() *validate.Options {
	vmpl := 0
	return &validate.Options{
		GuestPolicy:               abi.SnpPolicy{SMT: true, CXLAllowed: true},
		PermitProvisionalFirmware: true,
		VMPL:                      &vmpl,
	}
}

func snpRoots(intermediate, root []byte) (map[string][]*trust.AMDRootCerts, error) {
	ica, err := x509.ParseCertificate(intermediate)
	if err != nil {
		return nil, err
	}
	ark, err := x509.ParseCertificate(root)
	if err != nil {
		return nil, err
	}
	line, found := strings.CutPrefix(ark.Subject.CommonName, "ARK-")
	if !found {
		return nil, fmt.Errorf("root %q is no ARK", ark.Subject.CommonName)
	}
	roots := trust.AMDRootCertsProduct(line)
	roots.ProductCerts = &trust.ProductCerts{Ark: ark}
	if strings.HasPrefix(ica.Subject.CommonName, "SEV-VLEK-") {
		roots.ProductCerts.Asvk = ica
	} else {
		roots.ProductCerts.Ask = ica
	}
	return map[string][]*trust.AMDRootCerts{line: {roots}}, nil
}

func snpAttestation(report, leaf []byte) (*spb.Attestation, error) {
	parsed, err := abi.ReportToProto(report)
	if err != nil {
		return nil, err
	}
	info, err := abi.ParseSignerInfo(parsed.GetSignerInfo())
	if err != nil {
		return nil, err
	}
	chain := &spb.CertificateChain{}
	switch info.SigningKey {
	case abi.VcekReportSigner:
		chain.VcekCert = leaf
	case abi.VlekReportSigner:
		chain.VlekCert = leaf
	default:
		return nil, errors.New("a report that nothing signed")
	}
	return &spb.Attestation{Report: parsed, CertificateChain: chain}, nil
}

func snpVerify(report, leaf []byte, roots map[string][]*trust.AMDRootCerts, at time.Time) error {
	attestation, err := snpAttestation(report, leaf)
	if err != nil {
		return err
	}
	return verify.SnpAttestation(
		attestation, &verify.Options{DisableCertFetching: true, Now: at, TrustedRoots: roots})
}
