//! Parts: things that servers do. A draw is a healthy base with parts.

use super::base::{Access, Base, Hosts, Page};
use super::plan::Plan;
use super::show::Show;
use super::truth::Truth;
use crate::browser::Engine;
use crate::network::names::Family;

/// Where on a page's way to a registry something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The page itself, and the connection.
    Network,
    /// What the browser asks before a request with a password or a token.
    Preflight,
    /// The first answer, and what all answers have in common.
    First,
    /// How the registry asks for a sign-in.
    Challenge,
    /// Where it sends for a token.
    Realm,
    /// The token or the password, and what it is good for.
    Token,
    /// The lists.
    Lists,
    /// Manifests and blobs.
    Content,
}

impl Layer {
    /// All of them: who hides these leaves nothing.
    pub const ALL: &[Self] = &[
        Self::Network,
        Self::Preflight,
        Self::First,
        Self::Challenge,
        Self::Realm,
        Self::Token,
        Self::Lists,
        Self::Content,
    ];
}

/// What a base must be like for a part to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Everybody may come in.
    Open,
    /// Not everybody may come in.
    Private,
    /// A password for the registry itself.
    Basic,
    /// Tokens.
    Bearer,
    /// The person has an account.
    SignedIn,
    /// The person has none.
    NoAccount,
    /// The registry speaks TLS.
    Https,
    /// The registry speaks plain HTTP.
    Http,
    /// The token service speaks TLS.
    TokenHttps,
    /// The page is on https.
    HttpsPage,
    /// The page is on http.
    HttpPage,
    /// Hosts have names.
    Named,
    /// The person asks about a repository.
    Repository,
    /// A browser that looks at certificates, and takes no name for its own machine.
    Strict,
    /// This browser alone.
    Only(Engine),
    /// Every browser but this one.
    Not(Engine),
    /// Answers outside of the registry's routes are a proxy's too.
    CorsOutside,
}

impl Need {
    /// Whether a browser can have it.
    pub fn fits(self, engine: Engine) -> bool {
        match self {
            Self::Strict => engine != Engine::WebKit,
            Self::Only(one) => one == engine,
            Self::Not(one) => one != engine,
            _ => true,
        }
    }

    /// Makes a base so.
    pub fn impose(self, base: &mut Base) {
        match self {
            Self::Open => base.access = Access::Open,
            Self::Private if base.access == Access::Open => base.access = Access::Bearer,
            Self::Basic => base.access = Access::Basic,
            Self::Bearer => base.access = Access::Bearer,
            Self::SignedIn => {
                base.signed_in = true;
                if base.access == Access::Open {
                    base.access = Access::Basic;
                }
            }
            Self::NoAccount => base.signed_in = false,
            Self::Https => base.registry_https = true,
            Self::TokenHttps => base.token_https = true,
            Self::Http => {
                base.registry_https = false;
                Self::HttpPage.impose(base);
            }
            Self::HttpsPage => base.page = Page::Https,
            Self::HttpPage if base.page == Page::Https => base.page = Page::Loopback,
            Self::Named if !matches!(base.hosts, Hosts::Named(_)) => base.hosts = Hosts::Named(Family::V4),
            Self::Repository => base.repository = true,
            Self::CorsOutside => base.cors_outside = true,
            _ => {}
        }
    }

    /// Whether a base is so.
    pub fn holds(self, base: &Base) -> bool {
        match self {
            Self::Open => base.access == Access::Open,
            Self::Private => base.access != Access::Open,
            Self::Basic => base.access == Access::Basic,
            Self::Bearer => base.access == Access::Bearer,
            Self::SignedIn => base.signed_in,
            Self::NoAccount => !base.signed_in,
            Self::Https => base.registry_https,
            Self::Http => !base.registry_https,
            Self::TokenHttps => base.token_https,
            Self::HttpsPage => base.page == Page::Https,
            Self::HttpPage => base.page != Page::Https,
            Self::Named => matches!(base.hosts, Hosts::Named(_)),
            Self::Repository => base.repository,
            Self::CorsOutside => base.cors_outside,
            Self::Strict | Self::Only(_) | Self::Not(_) => self.fits(base.engine),
        }
    }
}

/// Something that a server does.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What it does, in few words.
    pub name: &'static str,
    /// What it touches. Two parts that touch the same are never combined.
    pub slots: &'static [&'static str],
    /// Where on the way.
    pub layer: Layer,
    /// The layers of which nobody sees anything while it is there.
    pub hides: &'static [Layer],
    /// What it needs.
    pub needs: &'static [Need],
    /// What it does, for people.
    pub sentence: &'static str,
    /// Makes a plan so.
    pub apply: fn(&mut Plan),
    /// What is wrong then.
    pub truth: Truth,
    /// By what one sees that the server really does it.
    pub shows: &'static [Show],
}

/// What only changes how answers are written, and how the page is served.
const SKIN: &[&str] =
    &["cache", "chunks", "connection", "date", "letters", "order", "page", "security", "server", "vary", "version"];

/// How two parts stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They are not combined.
    Apart,
    /// Each of them can show.
    Both,
    /// The first hides the second.
    First,
    /// The second hides the first.
    Second,
}

impl Part {
    /// One that looks odd and breaks nothing.
    pub const fn harmless(
        name: &'static str,
        slots: &'static [&'static str],
        sentence: &'static str,
        apply: fn(&mut Plan),
        shows: &'static [Show],
    ) -> Self {
        Self::new(name, slots, Layer::First, Truth::Nothing, sentence, apply, shows)
    }

    /// A part that needs and hides nothing.
    pub const fn new(
        name: &'static str,
        slots: &'static [&'static str],
        layer: Layer,
        truth: Truth,
        sentence: &'static str,
        apply: fn(&mut Plan),
        shows: &'static [Show],
    ) -> Self {
        Self { name, slots, layer, hides: &[], needs: &[], sentence, apply, truth, shows }
    }

    /// What it needs.
    pub const fn needs(self, needs: &'static [Need]) -> Self {
        Self { needs, ..self }
    }

    /// What it touches.
    pub const fn slots(self, slots: &'static [&'static str]) -> Self {
        Self { slots, ..self }
    }

    /// What nobody sees while it is there.
    pub const fn hides(self, hides: &'static [Layer]) -> Self {
        Self { hides, ..self }
    }

    /// Whether a browser can meet it.
    pub fn fits(&self, engine: Engine) -> bool {
        self.needs.iter().all(|need| need.fits(engine))
    }

    /// Whether something is wrong with it.
    pub fn is_fault(&self) -> bool {
        self.truth.is_fault()
    }

    /// Whether it changes only how answers are written, so that it goes together with every fault.
    fn is_skin(&self) -> bool {
        !self.is_fault() && self.slots.iter().all(|slot| SKIN.contains(slot))
    }

    /// How it stands to another one.
    pub fn relation(&self, other: &Self) -> Relation {
        let touch = self.slots.iter().any(|slot| other.slots.contains(slot));
        // Where nothing at all comes, a second fault could never be found.
        let blind = |one: &Self| one.hides.contains(&Layer::Network);
        if touch || blind(self) && !other.is_skin() || blind(other) && !self.is_skin() {
            return Relation::Apart;
        }
        match (self.hides.contains(&other.layer), other.hides.contains(&self.layer)) {
            (false, false) => Relation::Both,
            (true, false) => Relation::First,
            (false, true) => Relation::Second,
            (true, true) if self.layer <= other.layer => Relation::First,
            (true, true) => Relation::Second,
        }
    }

    /// Makes a base as it and these others need it; none where their needs are against each other.
    pub fn base_for(parts: &[&Self], mut base: Base) -> Option<Base> {
        let needs = || parts.iter().flat_map(|part| part.needs);
        for need in needs() {
            need.impose(&mut base);
        }
        base.settle();
        needs().all(|need| need.holds(&base)).then_some(base)
    }
}
