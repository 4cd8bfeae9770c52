//! One set-up: what is started, what is broken then, and how that shows.

use std::path::Path;
use std::pin::Pin;

use anyhow::Result;

use super::proof::Proof;
use crate::setup::{Plan, Setup};
use crate::tools;
use crate::tools::registries::Crate;

/// One set-up.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// Its name on the command line: the rule's, and a suffix where a rule has several.
    pub name: &'static str,
    /// The rules of its group.
    pub group: Group,
    /// What it is, in a sentence.
    pub sentence: &'static str,
    /// The rules that are broken here, the most fundamental first; none in a set-up that is right.
    pub causes: &'static [&'static str],
    /// What to start.
    pub plan: fn() -> Plan,
    /// What to break then, in this order.
    pub prepare: &'static [Step],
    /// Who should be signed in when it is looked at.
    pub sign_in: Option<Account>,
    /// The repository that shows it, where not every one does.
    pub repository: Option<&'static str>,
    /// Whether a browser shows it only if it takes the lab's certificates.
    pub accepts_certificates: bool,
    /// The server that it is about, where that may be missing.
    pub needs: Option<Needs>,
    /// How it shows without a browser.
    pub proofs: &'static [Proof],
}

/// A server that is not in every lab.
#[derive(Clone, Copy, Debug)]
pub enum Needs {
    /// A registry of crates.io.
    Crate(&'static Crate),
    /// Pulp, with its database.
    Pulp,
}

/// The groups of the rules, and three of the lab's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What the typed address says.
    Address,
    /// Where the page itself runs.
    Page,
    /// Reaching the server.
    Network,
    /// The CORS headers of answers.
    Cors,
    /// The preflight.
    Preflight,
    /// What the browser hides.
    Exposed,
    /// `WWW-Authenticate`.
    Challenge,
    /// Where tokens come from.
    Realm,
    /// The tokens.
    Token,
    /// Accounts and rights.
    Credentials,
    /// What a registry does besides.
    Service,
    /// What works and could be better.
    Practice,
    /// Nothing is wrong.
    Healthy,
    /// Input that no rule has a name for; a report has to come all the same.
    Strange,
    /// Two faults at once.
    Pair,
}

/// Somebody who signs in.
#[derive(Clone, Copy)]
pub struct Account {
    /// The name.
    pub name: &'static str,
    /// The password, which may be wrong.
    pub password: &'static str,
}

/// One thing that is broken or started after the set-up runs.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Changes what is there.
    Break(fn(&Setup)),
    /// Starts more servers, or changes what a person types.
    Start(for<'a> fn(&'a mut Setup) -> Started<'a>),
}

/// The work of [`Step::Start`].
pub type Started<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

impl Scenario {
    /// Why it cannot be started here, where that is so.
    pub fn lacks(&self) -> Option<anyhow::Error> {
        match self.needs? {
            Needs::Crate(registry) => registry.program().err(),
            Needs::Pulp => tools::pulp::lacks(),
        }
    }

    /// Starts the set-up and breaks what it breaks.
    pub async fn start(&self, page_folder: &Path) -> Result<Setup> {
        self.start_as((self.plan)(), page_folder).await
    }

    pub(super) async fn start_as(&self, plan: Plan, page_folder: &Path) -> Result<Setup> {
        let mut setup = plan.start(page_folder).await?;
        for step in self.prepare {
            match step {
                Step::Break(change) => change(&setup),
                Step::Start(start) => start(&mut setup).await?,
            }
        }
        setup.forget_requests();
        Ok(setup)
    }

    pub(super) const fn new(group: Group, name: &'static str, sentence: &'static str, plan: fn() -> Plan) -> Self {
        Self {
            name,
            group,
            sentence,
            causes: &[],
            plan,
            prepare: &[],
            sign_in: None,
            repository: None,
            accepts_certificates: false,
            needs: None,
            proofs: &[],
        }
    }

    pub(super) const fn causes(self, causes: &'static [&'static str]) -> Self {
        Self { causes, ..self }
    }

    pub(super) const fn prepare(self, prepare: &'static [Step]) -> Self {
        Self { prepare, ..self }
    }

    pub(super) const fn shows(self, proofs: &'static [Proof]) -> Self {
        Self { proofs, ..self }
    }

    pub(super) const fn signed_in(self, account: Account) -> Self {
        Self { sign_in: Some(account), ..self }
    }

    pub(super) const fn unsigned(self) -> Self {
        Self { sign_in: None, ..self }
    }

    pub(super) const fn planned(self, plan: fn() -> Plan) -> Self {
        Self { plan, ..self }
    }

    pub(super) const fn about(self, repository: &'static str) -> Self {
        Self { repository: Some(repository), ..self }
    }

    pub(super) const fn needing(self, registry: &'static Crate) -> Self {
        Self { needs: Some(Needs::Crate(registry)), ..self }
    }

    pub(super) const fn needing_pulp(self) -> Self {
        Self { needs: Some(Needs::Pulp), ..self }
    }

    pub(super) const fn accepting_certificates(self) -> Self {
        Self { accepts_certificates: true, ..self }
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({:?}, <redacted>)", self.name)
    }
}
