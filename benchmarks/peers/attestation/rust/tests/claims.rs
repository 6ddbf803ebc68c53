//! What docs/attestation/peers.md says of dcap-qvl beyond the verdicts of the run. A test that fails
//! here means that the page must be corrected. CASES is the list that `./dev peers` wrote.

use std::fs;

use dcap_qvl::verify::QuoteVerifier;
use dcap_qvl::{QuoteCollateralV3, TcbInfo};
use serde_json::Value;

fn named(name: &str) -> (Vec<u8>, QuoteCollateralV3, u64) {
    let list = std::env::var("CASES").expect("CASES names the list of ./dev peers attestation");
    let case = fs::read_to_string(list)
        .expect("the list is there")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a case"))
        .find(|case| case["name"] == name)
        .expect("the case is in the list");
    let file = |field: &str| fs::read(case[field].as_str().expect("a path")).expect("a file");
    (
        file("evidence"),
        serde_json::from_slice(&file("collateral")).expect("collateral"),
        case["atSeconds"].as_u64().expect("a time"),
    )
}

/// Every level as if it demanded nothing.
fn lifted(mut info: TcbInfo) -> TcbInfo {
    for level in &mut info.tcb_levels {
        let demands = level
            .tcb
            .sgx_components
            .iter_mut()
            .chain(level.tcb.tdx_components.iter_mut());
        for component in demands {
            component.svn = 0;
        }
    }
    info
}

#[test]
fn a_td_without_sept_ve_disable_is_refused_whatever_its_level() {
    let (quote, collateral, now) = named("tdx/v4-spr-no-tcb-level");
    let verifier = QuoteVerifier::new_prod();
    let error = verifier
        .dangerous_verify_claims_with_tcb_override(&quote, &collateral, now, lifted)
        .expect_err("refused");
    assert_eq!(format!("{error:#}"), "SEPT_VE_DISABLE is not enabled");
}

#[test]
fn debug_is_the_only_attribute_that_an_option_lets_through() {
    let (quote, collateral, now) = named("tdx/v4-debug-td 2023");
    assert!(QuoteVerifier::new_prod()
        .verify(&quote, &collateral, now)
        .is_err());
    let report = QuoteVerifier::new_prod()
        .allow_debug(true)
        .verify(&quote, &collateral, now)
        .expect("accepted with debug allowed");
    assert_eq!(report.status, "UpToDate");
}
