//! One registry as the page uses it: the session, and what was learned about how this registry likes to be asked.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::lock::Mutex;
use url::Url;

use super::auth::session::{RunHandshake, Session};
use super::host::RegistryHost;
use super::http::Http;
use super::rate_limit::RateLimit;
use super::summary::Summary;

/// A registry, signed in to or not.
pub struct Client<H> {
    /// The handshake.
    pub session: Session<H>,
    /// The largest page that this registry gave, once it is known.
    pub(super) page_size: Cell<Option<usize>>,
    /// Which pair of manifest types a repository answered to.
    pub(super) accepts: RefCell<BTreeMap<String, &'static str>>,
    /// What the last manifest that was asked for by a tag said of how many requests are left.
    pub rate_limit: Cell<Option<RateLimit>>,
    /// What manifests said, by digest: tags often share one.
    pub(super) summaries: RefCell<BTreeMap<String, Summary>>,
    /// Whose turn it is to read what a digest names: whoever waits for it finds it among the summaries.
    pub(super) reading: RefCell<BTreeMap<String, Rc<Mutex<()>>>>,
    /// Whether it keeps lists of what hangs on manifests, once that is known.
    pub(super) has_referrers: Cell<Option<bool>>,
    /// Whether it deletes a name and leaves what it names, once a deletion has taught it.
    pub by_tag: Cell<Option<bool>>,
}

impl<H: Http> Client<H> {
    /// A client for a registry; `realm` is the token service that a configuration names.
    pub fn new(http: H, registry: RegistryHost, realm: Option<Url>) -> Client<H> {
        Client::with_handshake(http, registry, realm, |handshake| handshake.run())
    }

    /// The same, where something has to be done before a handshake can be run.
    pub fn with_handshake(
        http: H,
        registry: RegistryHost,
        realm: Option<Url>,
        handshake: RunHandshake<H>,
    ) -> Client<H> {
        Client {
            session: Session::new(http, registry, realm, handshake),
            page_size: Cell::default(),
            accepts: RefCell::default(),
            rate_limit: Cell::default(),
            summaries: RefCell::default(),
            reading: RefCell::default(),
            has_referrers: Cell::default(),
            by_tag: Cell::default(),
        }
    }

    /// Signs out, and forgets what manifests said to whoever was signed in.
    pub fn sign_out(&self) {
        self.session.sign_out();
        // Another account has another limit.
        self.rate_limit.set(None);
        self.summaries.borrow_mut().clear();
        self.has_referrers.set(None);
    }
}
