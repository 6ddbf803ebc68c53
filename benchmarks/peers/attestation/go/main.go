// Command peers runs go-sev-guest and go-tdx-guest on the cases of `./dev peers attestation` and
// prints one JSON line a case: verdict, reason, and how long verification took.
//
// usage: peers CASES WARMUP ITERATIONS
//
// CASES holds one JSON object a line. Nothing is fetched: certificates and collateral are files.
package main

import (
	"bufio"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/google/logger"
)

// Case is one line of the list. SNP has a chain of three files, SGX and TDX one file of collateral.
type Case struct {
	Name         string `json:"name"`
	Scheme       string `json:"scheme"`
	Evidence     string `json:"evidence"`
	Leaf         string `json:"leaf"`
	Intermediate string `json:"intermediate"`
	Root         string `json:"root"`
	Collateral   string `json:"collateral"`
	AtSeconds    int64  `json:"atSeconds"`
}

// Result is one line of the answer. Iterations are zero where verification refuses or where the
// library has no such notion: how fast it refuses is not compared.
type Result struct {
	Peer           string  `json:"peer"`
	Version        string  `json:"version"`
	Name           string  `json:"name"`
	Verdict        string  `json:"verdict"`
	Reason         string  `json:"reason"`
	ColdIterations int     `json:"coldIterations"`
	ColdSeconds    float64 `json:"coldSeconds"`
	WarmIterations int     `json:"warmIterations"`
	WarmSeconds    float64 `json:"warmSeconds"`
}

// job is what a library makes of a case. cold parses everything it is given and verifies the whole
// chain; warm keeps what the library lets a caller keep, and is nil where that is nothing; appraise
// judges what was verified.
type job struct {
	cold     func() error
	warm     func() error
	appraise func() error
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: peers CASES WARMUP ITERATIONS")
	}
	warmup, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	iterations, err := strconv.Atoi(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	// The libraries log to standard output, which is for results.
	logger.Init("peers", false, false, io.Discard)
	// One thread, as for everyone else in the run.
	runtime.GOMAXPROCS(1)

	list, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer list.Close()
	out := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		var c Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			log.Fatalf("%s: %v", os.Args[1], err)
		}
		peer, j, err := prepare(c)
		if err != nil {
			log.Fatalf("%s: %v", c.Name, err)
		}
		if j == nil {
			continue
		}
		result := run(j, warmup, iterations)
		result.Peer, result.Version, result.Name = peer, version(peer), c.Name
		if err := out.Encode(result); err != nil {
			log.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

// prepare reads the files of a case. The job is nil for a scheme that no library here knows.
func prepare(c Case) (string, *job, error) {
	switch c.Scheme {
	case "snp":
		j, err := snpJob(c)
		return "github.com/google/go-sev-guest", j, err
	case "tdx":
		j, err := tdxJob(c)
		return "github.com/google/go-tdx-guest", j, err
	}
	return "", nil, nil
}

func run(j *job, warmup, iterations int) Result {
	if err := j.cold(); err != nil {
		return Result{Verdict: "reject", Reason: "verify: " + err.Error()}
	}
	result := Result{Verdict: "accept"}
	if err := j.appraise(); err != nil {
		result.Verdict, result.Reason = "reject", "validate: "+err.Error()
	}
	result.ColdIterations, result.ColdSeconds = measure(j.cold, warmup, iterations)
	if j.warm != nil {
		result.WarmIterations, result.WarmSeconds = measure(j.warm, warmup, iterations)
	}
	return result
}

func measure(f func() error, warmup, iterations int) (int, float64) {
	repeat(f, warmup)
	start := time.Now()
	repeat(f, iterations)
	return iterations, time.Since(start).Seconds()
}

func repeat(f func() error, times int) {
	for i := 0; i < times; i++ {
		if err := f(); err != nil {
			log.Fatalf("accepted once, then refused: %v", err)
		}
	}
}

// version of a module, as this program was linked with it.
func version(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == module {
				return dep.Version
			}
		}
	}
	return "unknown"
}

// readDER reads a certificate in DER or PEM.
func readDER(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if block, _ := pem.Decode(content); block != nil {
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("%s: a PEM block %q", path, block.Type)
		}
		return block.Bytes, nil
	}
	return content, nil
}
