//! What a check-up is to find out, and on whose behalf.

use url::Url;

use crate::registry::auth::credentials::Credentials;
use crate::registry::auth::handed_token::HandedToken;
use crate::registry::reference::Repository;

/// What to check.
#[derive(Clone, Debug, Default)]
pub struct CheckUpInput {
    /// The registry as the person wrote it, right or wrong.
    pub typed: String,
    /// Who is signed in.
    pub credentials: Option<Credentials>,
    /// A token that a page around this one handed over.
    pub handed: Option<HandedToken>,
    /// Token services on other origins to which the person let a password go.
    pub consented: Vec<Url>,
    /// The token service that the configuration names.
    pub realm: Option<Url>,
    /// The repository that failed, to look at rather than the first one of the list.
    pub repository: Option<Repository>,
    /// Whether changing something matters to the person: only then is DELETE tried, of a manifest that cannot exist, and PUT, to
    /// where no registry keeps anything.
    pub deleting: bool,
}

impl CheckUpInput {
    /// A check-up of an address, with nobody signed in.
    pub fn of(typed: impl Into<String>) -> CheckUpInput {
        CheckUpInput { typed: typed.into(), ..CheckUpInput::default() }
    }
}
