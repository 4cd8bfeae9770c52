//! Tokens that still live, and one handshake at a time for each.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;

use futures_util::lock::Mutex;

use super::scope::ScopeSet;
use super::token::Token;
use crate::registry::failure::Failure;
use crate::registry::http::Moment;

/// What tells one token from another: realm, service, scopes, account.
pub(super) type TokenKey = (String, Option<String>, ScopeSet, Option<String>);

/// A person who walks through many repositories gathers one token for each; older ones are dropped past this number.
const CAPACITY: usize = 256;

#[derive(Default)]
pub(super) struct TokenCache {
    slots: RefCell<BTreeMap<TokenKey, Rc<Slot>>>,
}

#[derive(Default)]
struct Slot {
    /// Held during a handshake. A waiter that is dropped, or a handshake that is given up, leaves it to the next one.
    token: Mutex<Option<Token>>,
    failures: Cell<u32>,
    last_failure: RefCell<Option<Failure>>,
}

impl TokenCache {
    /// The living token for a key, or the one that `handshake` brings. Whoever comes during a handshake waits for it and
    /// shares its outcome, also a failure.
    pub(super) async fn token<F>(&self, key: TokenKey, now: impl Fn() -> Moment, handshake: F) -> Result<Token, Failure>
    where
        F: Future<Output = Result<Token, Failure>>,
    {
        let slot = self.slot(key, now());
        let failures_before = slot.failures.get();
        let mut held = slot.token.lock().await;
        if let Some(token) = held.as_ref().filter(|token| now() < token.renew) {
            return Ok(token.clone());
        }
        if slot.failures.get() != failures_before
            && let Some(failure) = slot.last_failure.borrow().clone()
        {
            return Err(failure);
        }
        let outcome = handshake.await;
        match &outcome {
            Ok(token) => *held = Some(token.clone()),
            Err(failure) => {
                *slot.last_failure.borrow_mut() = Some(failure.clone());
                slot.failures.set(slot.failures.get().wrapping_add(1));
            }
        }
        outcome
    }

    /// The living token for a key, where there is one already.
    pub(super) fn living(&self, key: &TokenKey, now: Moment) -> Option<Token> {
        let slot = self.slots.borrow().get(key).cloned()?;
        let token = slot.token.try_lock()?.clone();
        token.filter(|token| now < token.renew)
    }

    /// Forgets one token, which the registry refused. Another one that has come meanwhile stays.
    pub(super) fn forget(&self, key: &TokenKey, refused: &Token) {
        if let Some(slot) = self.slots.borrow().get(key)
            && let Some(mut held) = slot.token.try_lock()
            && held.as_ref() == Some(refused)
        {
            *held = None;
        }
    }

    /// Forgets all tokens.
    pub(super) fn clear(&self) {
        self.slots.borrow_mut().clear();
    }

    /// All tokens that still live, with their scopes.
    pub(super) fn all_living(&self, now: Moment) -> Vec<Token> {
        let slots = self.slots.borrow();
        let tokens = slots.values().filter_map(|slot| slot.token.try_lock()?.clone());
        tokens.filter(|token| now < token.expires).collect()
    }

    fn slot(&self, key: TokenKey, now: Moment) -> Rc<Slot> {
        let mut slots = self.slots.borrow_mut();
        if slots.len() >= CAPACITY && !slots.contains_key(&key) {
            slots.retain(|_, slot| match slot.token.try_lock() {
                Some(held) => held.as_ref().is_some_and(|token| now < token.renew),
                None => true,
            });
            if slots.len() >= CAPACITY {
                slots.clear();
            }
        }
        slots.entry(key).or_default().clone()
    }
}
