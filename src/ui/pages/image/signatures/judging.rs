//! By which rules signatures are checked, and the parts that check them: one for keys of ECDSA and Ed25519, one for certificates and RSA.

use std::sync::Arc;

use leptos::prelude::{GetUntracked as _, GetValue as _};
use verify::certificate::Certificate;
use verify::check::{needs_certificates, with_certificates, with_keys};
use verify::content::{Signed, Subject};
use verify::key::PublicKey;
use verify::trust::{Rule, Trust};
use verify::verdict::{Finding, RuleName};

use super::super::page::Page;
use super::fetching::FetchedSignature;
use crate::browser::time::now;
use crate::config::{ConfigProblem, trust};
use crate::ui::chunks::later;
use crate::ui::lazy::NotLoaded;
use crate::ui::state::Pierglass;

later! {
    /// Checks a signature by keys of ECDSA and Ed25519.
    verify_keys, check_by_keys(signed: Arc<Signed>, subject: Arc<Subject>, rules: Arc<Vec<Rule>>) -> Finding => {
        with_keys(&signed, &subject, &rules)
    }
}

later! {
    /// Checks a signature by anything that a rule may trust.
    verify_certificates, check_by_all(
        signed: Arc<Signed>, subject: Arc<Subject>, rules: Arc<Vec<Rule>>, seconds: i64
    ) -> Finding => with_certificates(&signed, &subject, &rules, seconds)
}

/// The rules of the configuration that are for a repository, and what is wrong with others.
pub fn rules_for(pierglass: Pierglass, page: Page) -> (Vec<Rule>, Vec<ConfigProblem>) {
    let Some(config) = pierglass.config.get_untracked() else { return (Vec::new(), Vec::new()) };
    let (rules, problems) = trust::rules(&config);
    let (host, repository) = (page.registry.host(), page.repository.get_value());
    let here = rules.into_iter().filter(|rule| rule.is_about(&host, &repository)).map(|rule| rule.rule);
    (here.collect(), problems)
}

/// What somebody pasted, as a rule; an `Err` is in words.
pub fn pasted(text: &str) -> Result<Rule, String> {
    let trust = if text.contains("-----BEGIN CERTIFICATE-----") {
        let read =
            Certificate::parse_pem(text).ok_or("What stands between the lines is no certificate, or was cut.")?;
        Trust::Certificate(Box::new(read))
    } else {
        let read = PublicKey::parse_pem(text);
        Trust::Key(read.map_err(|error| format!("This is no public key and no certificate in PEM: {error}."))?)
    };
    Ok(Rule { name: RuleName::Pasted, trust })
}

/// The verdict on a signature.
pub async fn judge(one: &FetchedSignature, rules: &Arc<Vec<Rule>>) -> Result<Finding, NotLoaded> {
    let signed = match &one.read {
        Ok(signed) => signed.clone(),
        Err(refusal) => return Ok(refusal.clone().into()),
    };
    let (subject, rules) = (one.subject.clone(), rules.clone());
    if needs_certificates(&signed, &rules) {
        let seconds = i64::try_from(now().0 / 1_000).unwrap_or(i64::MAX);
        check_by_all(signed, subject, rules, seconds).await
    } else {
        check_by_keys(signed, subject, rules).await
    }
}
