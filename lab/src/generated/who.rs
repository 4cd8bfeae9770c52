//! The servers of a set-up.

/// Who answers. Each has a port of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The registry that a person typed.
    Registry,
    /// The same host on another port and with the other scheme.
    Twin,
    /// The token service.
    Auth,
    /// Where a registry may keep its blobs.
    Storage,
    /// Another host, with a registry on it.
    Elsewhere,
    /// A sign-in page.
    Login,
}

impl Who {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Registry, Self::Twin, Self::Auth, Self::Storage, Self::Elsewhere, Self::Login];

    /// The service's name in [`crate::network::names::SERVICES`].
    pub fn service(self) -> &'static str {
        match self {
            Self::Registry | Self::Twin => "registry",
            Self::Auth => "auth",
            Self::Storage => "storage",
            Self::Elsewhere => "elsewhere",
            Self::Login => "login",
        }
    }

    /// Its place to fill in.
    pub fn place(self) -> &'static str {
        match self {
            Self::Registry => "{registry}",
            Self::Twin => "{twin}",
            Self::Auth => "{auth}",
            Self::Storage => "{storage}",
            Self::Elsewhere => "{elsewhere}",
            Self::Login => "{login}",
        }
    }
}
