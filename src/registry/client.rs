//! One registry as the page uses it: the session, and what was learned about how this registry likes to be asked.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use url::Url;

use super::auth::session::{RunHandshake, Session};
use super::failure::Failure;
use super::host::RegistryHost;
use super::http::Http;
use super::listing::{End, Rest};
use super::tag_detail::Summary;

/// A registry, signed in to or not.
pub struct Client<H> {
    /// The handshake.
    pub session: Session<H>,
    pub(super) later: Later<H>,
    /// The largest page that this registry gave, once it is known.
    pub(super) page_size: Cell<Option<usize>>,
    /// Which pair of manifest types a repository answered to.
    pub(super) accepts: RefCell<BTreeMap<String, &'static str>>,
    /// What manifests said, by digest: tags often share one.
    pub(super) summaries: RefCell<BTreeMap<String, Summary>>,
}

/// What a short list of a registry that anybody may read does not need. A page may have to fetch its own code for it first.
pub struct Later<H> {
    /// Runs a handshake.
    pub handshake: RunHandshake<H>,
    /// Brings what stands behind the largest page of a list.
    pub rest: RunRest<H>,
    /// Is told as soon as that may be needed.
    pub expect_rest: fn(),
}

/// How the rest of a list is brought: [`Rest::run`], or that after its code has come.
pub type RunRest<H> = for<'a> fn(Rest<'a, H>) -> Pin<Box<dyn Future<Output = Result<End, Failure>> + 'a>>;

impl<H: Http> Client<H> {
    /// A client for a registry; `realm` is the token service that a configuration names.
    pub fn new(http: H, registry: RegistryHost, realm: Option<Url>) -> Client<H> {
        let later = Later { handshake: |handshake| handshake.run(), rest: |rest| rest.run(), expect_rest: || () };
        Client::with_later(http, registry, realm, later)
    }

    /// The same, where something has to be done before the rest can be run.
    pub fn with_later(http: H, registry: RegistryHost, realm: Option<Url>, later: Later<H>) -> Client<H> {
        Client {
            session: Session::new(http, registry, realm, later.handshake),
            later,
            page_size: Cell::default(),
            accepts: RefCell::default(),
            summaries: RefCell::default(),
        }
    }
    /// Signs out, and forgets what manifests said to whoever was signed in.
    pub fn sign_out(&self) {
        self.session.sign_out();
        self.summaries.borrow_mut().clear();
    }
}
