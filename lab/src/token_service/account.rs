//! Who may do what.

use std::collections::BTreeMap;

use anyhow::Result;

use super::scope::ResourceScope;

/// bcrypt's smallest cost: these passwords protect nothing, and tests sign in often.
const COST: u32 = 4;

/// What one account, or everybody without one, may do.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    grants: Vec<(Pattern, Vec<&'static str>)>,
    catalog: bool,
}

#[derive(Clone, Debug)]
enum Pattern {
    Exactly(String),
    Under(String),
    All,
}

/// The accounts of a token service.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// What may be done without an account.
    pub anonymous: Rights,
    by_name: BTreeMap<String, Account>,
}

#[derive(Clone, Debug)]
struct Account {
    password_hash: String,
    rights: Rights,
}

impl Rights {
    /// No rights.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds actions on repositories: `*` for all, `library/*` for all below, or one name.
    #[must_use]
    pub fn repository(mut self, pattern: &str, actions: &[&'static str]) -> Self {
        let pattern = match pattern.strip_suffix('*') {
            Some("") => Pattern::All,
            Some(prefix) => Pattern::Under(prefix.to_owned()),
            None => Pattern::Exactly(pattern.to_owned()),
        };
        self.grants.push((pattern, actions.to_vec()));
        self
    }

    /// Adds the right to list all repositories.
    #[must_use]
    pub fn catalog(mut self) -> Self {
        self.catalog = true;
        self
    }

    /// The actions of an asked scope that are held; the others are left out.
    pub fn granted(&self, asked: &ResourceScope) -> Vec<String> {
        let held = |action: &&String| match asked.kind.as_str() {
            "registry" => asked.name == "catalog" && *action == "*" && self.catalog,
            "repository" => self
                .grants
                .iter()
                .any(|(pattern, actions)| pattern.matches(&asked.name) && actions.contains(&action.as_str())),
            _ => false,
        };
        asked.actions.iter().filter(held).cloned().collect()
    }
}

impl Pattern {
    fn matches(&self, repository: &str) -> bool {
        match self {
            Self::Exactly(name) => name == repository,
            Self::Under(prefix) => repository.starts_with(prefix.as_str()),
            Self::All => true,
        }
    }
}

impl Accounts {
    /// Adds an account.
    pub fn with(mut self, name: &str, password: &str, rights: Rights) -> Result<Self> {
        let account = Account { password_hash: bcrypt::hash(password, COST)?, rights };
        self.by_name.insert(name.to_owned(), account);
        Ok(self)
    }

    /// The account of a name, if the password is right. bcrypt compares in constant time.
    pub fn sign_in(&self, name: &str, password: &str) -> bool {
        self.by_name.get(name).is_some_and(|account| bcrypt::verify(password, &account.password_hash).unwrap_or(false))
    }

    /// The rights of an account, or of everybody.
    pub fn rights(&self, name: Option<&str>) -> Option<&Rights> {
        match name {
            None => Some(&self.anonymous),
            Some(name) => self.by_name.get(name).map(|account| &account.rights),
        }
    }

    /// The lines of an `htpasswd` file with the same accounts, for a registry with Basic sign-in.
    pub fn htpasswd(&self) -> String {
        self.by_name.iter().map(|(name, account)| format!("{name}:{}\n", account.password_hash)).collect()
    }
}
