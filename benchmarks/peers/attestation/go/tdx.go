package main

import (
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/google/go-tdx-guest/abi"
	"github.com/google/go-tdx-guest/validate"
	"github.com/google/go-tdx-guest/verify"
)

// Collateral of one quote, as the file of a case holds it: issuer chains in PEM, revocation lists
// and signatures in hex, the signed documents as they were signed.
type Collateral struct {
	PckCrlIssuerChain     string `json:"pck_crl_issuer_chain"`
	RootCaCrl             string `json:"root_ca_crl"`
	PckCrl                string `json:"pck_crl"`
	TcbInfoIssuerChain    string `json:"tcb_info_issuer_chain"`
	TcbInfo               string `json:"tcb_info"`
	TcbInfoSignature      string `json:"tcb_info_signature"`
	QeIdentityIssuerChain string `json:"qe_identity_issuer_chain"`
	QeIdentity            string `json:"qe_identity"`
	QeIdentitySignature   string `json:"qe_identity_signature"`
}

// tdxJob gives go-tdx-guest the files of a case. It has no warm: it asks its getter for the
// collateral and parses the answers again for each quote.
func tdxJob(c Case) (*job, error) {
	quote, err := os.ReadFile(c.Evidence)
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(c.Collateral)
	if err != nil {
		return nil, err
	}
	var collateral Collateral
	if err := json.Unmarshal(content, &collateral); err != nil {
		return nil, fmt.Errorf("%s: %v", c.Collateral, err)
	}
	getter, err := newFileGetter(&collateral)
	if err != nil {
		return nil, err
	}
	der, err := readDER(c.Root)
	if err != nil {
		return nil, err
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	// The library has the same root built in, but then warns of it at each quote.
	roots := x509.NewCertPool()
	roots.AddCert(root)
	at := time.Unix(c.AtSeconds, 0).UTC()
	return &job{
		cold: func() error {
			return verify.RawTdxQuote(quote, &verify.Options{
				CheckRevocations: true,
				GetCollateral:    true,
				Getter:           getter,
				Now:              at,
				TrustedRoots:     roots,
			})
		},
		appraise: func() error {
			parsed, err := abi.QuoteToProto(quote)
			if err != nil {
				return err
			}
			// Its fixed attribute bits; it has options to pin a whole field, none to forbid one bit.
			return validate.TdxQuote(parsed, &validate.Options{})
		},
	}, nil
}

// fileGetter answers the four requests that the library makes of Intel's service.
type fileGetter struct {
	headers map[string][]string
	bodies  map[string][]byte
}

func newFileGetter(c *Collateral) (*fileGetter, error) {
	pckCrl, err := hex.DecodeString(c.PckCrl)
	if err != nil {
		return nil, err
	}
	rootCrl, err := hex.DecodeString(c.RootCaCrl)
	if err != nil {
		return nil, err
	}
	return &fileGetter{
		headers: map[string][]string{
			"Sgx-Pck-Crl-Issuer-Chain":          {header(c.PckCrlIssuerChain)},
			"Tcb-Info-Issuer-Chain":             {header(c.TcbInfoIssuerChain)},
			"Sgx-Enclave-Identity-Issuer-Chain": {header(c.QeIdentityIssuerChain)},
		},
		bodies: map[string][]byte{
			"/pckcrl?":     pckCrl,
			"/tcb?":        signed("tcbInfo", c.TcbInfo, c.TcbInfoSignature),
			"/qe/identity": signed("enclaveIdentity", c.QeIdentity, c.QeIdentitySignature),
			"RootCA.der":   rootCrl,
		},
	}, nil
}

// header is an issuer chain as the service sends it: two certificates, nothing behind the second
// but the line break that ends it.
func header(chain string) string {
	return url.QueryEscape(strings.TrimRight(chain, "\n\x00") + "\n")
}

func signed(name, document, signature string) []byte {
	return []byte(`{"` + name + `":` + document + `,"signature":"` + signature + `"}`)
}

func (g *fileGetter) Get(address string) (map[string][]string, []byte, error) {
	for part, body := range g.bodies {
		if strings.Contains(address, part) {
			return g.headers, body, nil
		}
	}
	return nil, nil, fmt.Errorf("no file for %s", address)
}
