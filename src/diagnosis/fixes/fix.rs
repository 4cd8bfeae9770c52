//! What is to be known about a configuration file besides what stands in it.

use super::names::Names;
use crate::diagnosis::observation::Server;

/// A configuration file and what is to be known about it.
#[derive(Debug)]
pub struct Fix {
    /// `<server>-<name>`, after its file. Part of addresses and of the report's contract.
    pub id: &'static str,
    /// What it is to the server.
    pub shape: Shape,
    /// What people call the server.
    pub server: &'static str,
    /// What it does, in one line.
    pub title: &'static str,
    /// The file, below `fixes/`.
    pub file: &'static str,
    /// The server and version that `cargo lab test` runs it on; `None` where it is from the manual and was not run.
    pub run_on: Option<&'static str>,
    /// The manual's page.
    pub source: &'static str,
    /// The rules that are silent once it is in force, in groups.
    pub ends: &'static [&'static [&'static str]],
    /// What must be so already.
    pub presumes: &'static str,
    /// What goes wrong easily, a sentence each.
    pub traps: &'static [&'static str],
    /// Where the file goes.
    pub place: &'static str,
    /// The command that makes the server read it.
    pub reload: &'static str,
}

/// What a file is to the server that it configures: which addresses it is about, and whether it is all that stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole server in front of a registry, which lets the page in.
    Front,
    /// The same in front of a token service.
    TokenService,
    /// A whole server with the page and the registry under one name.
    SameOrigin,
    /// A relay with an address of its own, for a registry that nobody here can change.
    Relay,
    /// A setting of a server that is there already.
    Setting,
    /// A setting of what pulls, which changes nothing for a page.
    Client,
}

/// Whether a line of a fix's file is a note that explains the lines below it. Notes stand on lines of their own.
pub fn is_note(fix: &Fix, line: &str) -> bool {
    let mark = match fix.file.rsplit('.').next() {
        Some("json") => return false,
        Some("js") => "//",
        Some("ini") => ";",
        _ => "#",
    };
    // The first line of a script is no note.
    line.trim_start().starts_with(mark) && !line.starts_with("#!")
}

impl Fix {
    /// Whether a rule is silent once it is in force.
    pub fn ends(&self, rule: &str) -> bool {
        self.rules().any(|id| id == rule)
    }

    /// The rules that are silent once it is in force.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.ends.iter().copied().flatten().copied()
    }

    /// Whose public address it configures.
    pub fn about(&self) -> Server {
        if self.shape == Shape::TokenService { Server::TokenService } else { Server::Registry }
    }

    /// Whether it is a relay with an address of its own, for a registry that nobody here can change.
    pub fn is_relay(&self) -> bool {
        self.shape == Shape::Relay
    }

    /// Whether it puts the page and the registry under one name.
    pub fn is_same_origin(&self) -> bool {
        self.shape == Shape::SameOrigin
    }

    /// Whether the server hands token requests on. One that has the page too has all in one place, so that nothing is left to
    /// share.
    pub fn routes_tokens(&self, names: &Names) -> bool {
        match self.about() {
            Server::TokenService => true,
            _ if self.is_same_origin() => names.tokens.is_some(),
            _ => names.tokens_are_here(),
        }
    }

    /// Whether it is of use for a fault of that server: where the token service has an origin of its own, it is mended
    /// there, or moved behind the registry's server, and what stands before the registry does nothing for it.
    pub fn fits(&self, fault: Server, names: &Names) -> bool {
        let has_own_tokens = names.tokens.is_some() && !names.tokens_are_here();
        match self.about() {
            Server::TokenService => has_own_tokens,
            _ if fault != Server::TokenService || !has_own_tokens => true,
            _ => self.is_relay() || self.is_same_origin() || self.server == "GitLab",
        }
    }

    /// The name of its file, to keep it under.
    pub fn file_name(&self) -> &'static str {
        self.file.rsplit('/').next().unwrap_or(self.file)
    }
}
