//! Runs dcap-qvl on the cases of `./dev peers attestation` and prints one JSON line a case: verdict,
//! reason, and how long verification took.
//!
//! usage: peers CASES WARMUP ITERATIONS

use std::error::Error;
use std::fs;
use std::time::Instant;

use dcap_qvl::verify::QuoteVerifier;
use dcap_qvl::{QuoteCollateralV3, QuotePolicy};
use serde::{Deserialize, Serialize};

/// One line of the list. Fields of other schemes are left alone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    name: String,
    scheme: String,
    evidence: String,
    collateral: String,
    at_seconds: u64,
}

/// One line of the answer. Iterations are zero where verification refuses: how fast it refuses is
/// not compared.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    peer: &'static str,
    version: String,
    name: String,
    verdict: &'static str,
    reason: String,
    cold_iterations: u32,
    cold_seconds: f64,
    warm_iterations: u32,
    warm_seconds: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, cases, warmup, iterations] = &arguments[..] else {
        return Err("usage: peers CASES WARMUP ITERATIONS".into());
    };
    let (warmup, iterations) = (warmup.parse()?, iterations.parse()?);
    for line in fs::read_to_string(cases)?.lines() {
        let case: Case = serde_json::from_str(line)?;
        if case.scheme != "tdx" && case.scheme != "sgx" {
            continue;
        }
        let outcome = run(&case, warmup, iterations)?;
        println!("{}", serde_json::to_string(&outcome)?);
    }
    Ok(())
}

/// Cold reads the collateral and the quote from their bytes and verifies all of both; warm keeps the
/// collateral as the library's own type, which is what a caller of it can keep.
fn run(case: &Case, warmup: u32, iterations: u32) -> Result<Outcome, Box<dyn Error>> {
    let quote = fs::read(&case.evidence)?;
    let bytes = fs::read(&case.collateral)?;
    let now = case.at_seconds;
    let mut outcome = Outcome {
        peer: "dcap-qvl",
        version: version(),
        name: case.name.clone(),
        ..Outcome::default()
    };
    let kept: QuoteCollateralV3 = serde_json::from_slice(&bytes)?;
    let verifier = QuoteVerifier::new_prod();
    let report = match verifier.verify(&quote, &kept, now) {
        Ok(report) => report,
        Err(error) => {
            outcome.verdict = "reject";
            outcome.reason = format!("verify: {error:#}");
            return Ok(outcome);
        }
    };
    match verifier.verify_with_policy(&quote, &kept, now, &strict(now)) {
        Ok(_) => {
            outcome.verdict = "accept";
            outcome.reason = report.status;
        }
        Err(error) => {
            outcome.verdict = "reject";
            outcome.reason = format!("policy: {}: {error:#}", report.status);
        }
    }
    let cold = || {
        let collateral: QuoteCollateralV3 =
            serde_json::from_slice(&bytes).expect("collateral was read once");
        QuoteVerifier::new_prod()
            .verify(&quote, &collateral, now)
            .expect("verified once, then refused");
    };
    let warm = || {
        verifier
            .verify(&quote, &kept, now)
            .expect("verified once, then refused");
    };
    (outcome.cold_iterations, outcome.cold_seconds) = measure(cold, warmup, iterations);
    (outcome.warm_iterations, outcome.warm_seconds) = measure(warm, warmup, iterations);
    Ok(outcome)
}

/// UpToDate only, as Strongroom demands where its policy names nothing else. The flags of the
/// platform are let through: Strongroom reports them and refuses none by default.
fn strict(now: u64) -> QuotePolicy {
    QuotePolicy::strict(now)
        .allow_dynamic_platform(true)
        .allow_cached_keys(true)
        .allow_smt(true)
}

fn measure(step: impl Fn(), warmup: u32, iterations: u32) -> (u32, f64) {
    for _ in 0..warmup {
        step();
    }
    let start = Instant::now();
    for _ in 0..iterations {
        step();
    }
    (iterations, start.elapsed().as_secs_f64())
}

/// Version of the library, as the lock file pins it.
fn version() -> String {
    let lock = include_str!("../Cargo.lock");
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"dcap-qvl\"");
    lines.next();
    lines
        .next()
        .and_then(|line| line.strip_prefix("version = \""))
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or("unknown")
        .to_string()
}
