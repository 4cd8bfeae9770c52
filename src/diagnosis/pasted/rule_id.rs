//! The rule that a finding of a paste is a case of.

use super::finding::PastedFinding;
use super::{Pasted, RequestRole};
use crate::diagnosis::cors;
use crate::diagnosis::transcript::ToolErrorKind;
use crate::registry::failure::About;

/// The id of the rule that a finding about a registry is a case of; `None` where the facts alone decide no rule.
pub fn rule_id(finding: &PastedFinding) -> Option<&'static str> {
    Some(match finding {
        PastedFinding::Failed { kind, .. } => match kind {
            ToolErrorKind::NoSuchHost
            | ToolErrorKind::Unreachable
            | ToolErrorKind::EmptyAnswer
            | ToolErrorKind::Broken => "server-unreachable",
            ToolErrorKind::TimedOut => "server-timeout",
            ToolErrorKind::Certificate(_) | ToolErrorKind::WantsCertificate => "server-certificate-untrusted",
            ToolErrorKind::NoTls | ToolErrorKind::NoHttp => "address-wrong-port-protocol",
            ToolErrorKind::Unauthorized => "credentials-rejected",
            ToolErrorKind::Denied => "scope-denied",
            ToolErrorKind::RateLimited => "rate-limited",
            ToolErrorKind::Failed(502..=504) => "server-bad-gateway",
            ToolErrorKind::Failed(_) => "server-error",
            ToolErrorKind::BlockedByClient => "page-request-blocked-by-client",
            ToolErrorKind::MixedContent => "page-mixed-content",
            ToolErrorKind::LocalNetwork => "page-local-network-blocked",
            ToolErrorKind::PagePolicy => "page-policy-blocks",
            ToolErrorKind::OtherOriginPolicy => "cors-origin-missing",
            ToolErrorKind::Handshake | ToolErrorKind::NoAnswer | ToolErrorKind::Other => return None,
        },
        PastedFinding::OriginUnusable | PastedFinding::PreflightNotOk => return None,
        PastedFinding::PlainHttpOnTls => "address-wrong-port-protocol",
        PastedFinding::BadGateway { .. } => "server-bad-gateway",
        PastedFinding::ServerError { .. } => "server-error",
        PastedFinding::NotARegistry { .. } => "address-not-a-registry",
        PastedFinding::NotATokenService { .. } => "realm-not-a-token-service",
        PastedFinding::RateLimited => "rate-limited",
        PastedFinding::CorsMissingOnErrors => "cors-missing-on-errors",
        PastedFinding::Cors(finding) => return finding.rule_id(),
        PastedFinding::ChallengeMissing => "challenge-missing",
        PastedFinding::ChallengeMalformed { .. } => "challenge-malformed",
        PastedFinding::RealmMissing { .. } => "realm-invalid",
        PastedFinding::Redirected { .. } => return None,
    })
}

impl Pasted {
    /// The rules that it may be a case of: its own, or those that it leaves open.
    pub fn may_be(&self) -> Vec<&'static str> {
        let open = self.finding.may_be();
        match self.rule_id() {
            Some(id) if open.is_empty() => vec![id],
            _ => open.to_vec(),
        }
    }

    /// The id of its rule. What stops a token service has rules of its own; what else is found there has none.
    pub fn rule_id(&self) -> Option<&'static str> {
        if self.about == About::Registry {
            return if self.role == RequestRole::Preflight && is_refusal(&self.finding) {
                Some("preflight-refused")
            } else {
                rule_id(&self.finding)
            };
        }
        match (&self.finding, self.role) {
            (PastedFinding::Failed { kind: ToolErrorKind::MixedContent, .. }, _) => Some("realm-mixed-content"),
            (PastedFinding::Failed { kind: ToolErrorKind::Unauthorized, .. }, _) => Some("credentials-rejected"),
            (PastedFinding::Failed { .. } | PastedFinding::BadGateway { .. }, _) => Some("realm-unreachable"),
            (PastedFinding::NotATokenService { .. }, _) => Some("realm-not-a-token-service"),
            (PastedFinding::Cors(_) | PastedFinding::CorsMissingOnErrors, RequestRole::Plain) if self.stops => {
                Some("realm-cors-missing")
            }
            (PastedFinding::Cors(_), RequestRole::Preflight) if self.stops => Some("realm-preflight-fails"),
            (PastedFinding::RateLimited, _) => Some("rate-limited"),
            _ => None,
        }
    }
}

/// What makes a browser take the answer to a preflight for a no, whatever the status.
pub(super) fn is_refusal(finding: &PastedFinding) -> bool {
    use cors::CorsFinding::{
        OriginDuplicated, OriginList, OriginMalformed, OriginMismatched, OriginMissing, OriginNull,
    };
    match finding {
        PastedFinding::Failed { kind, .. } => matches!(kind, ToolErrorKind::EmptyAnswer | ToolErrorKind::Broken),
        PastedFinding::Cors(finding) => matches!(
            finding,
            OriginMissing
                | OriginNull
                | OriginMismatched { .. }
                | OriginDuplicated { .. }
                | OriginList { .. }
                | OriginMalformed { .. }
        ),
        _ => false,
    }
}
