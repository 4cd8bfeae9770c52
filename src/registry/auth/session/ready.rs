//! A request on its way through the handshake, for whoever sends it themselves: a worker, for one.
//!
//! The session says with what it goes out, and is told what came back; it has the last word on what that means. It sends nothing here
//! but what a token service is asked.

use std::ops::ControlFlow;

use super::{RequestAuth, Session};
use crate::registry::auth::scope::ScopeSet;
use crate::registry::failure::{About, Cause, Failure};
use crate::registry::http::{Answer, Http, HttpError, Request, Response};

/// A request is sent at most so often: as it is, with a token, with a renewed or extended one, and once more where a
/// registry changes its scheme in between (Harbor).
const SENT_AT_MOST: usize = 4;

/// A request that can be sent.
pub struct Ready<'a, H> {
    session: &'a Session<H>,
    request: Request,
    wanted: &'a ScopeSet,
    auth: RequestAuth,
    /// Whether its scopes were extended once.
    extended: bool,
    /// How often it was sent, this time included.
    times: usize,
    /// Who asked.
    who: u64,
}

/// What an answer leads to: the end, with a good answer (a status of 200 to 299), or the request as it is to be sent once more.
pub type Next<'a, H> = ControlFlow<Response, Ready<'a, H>>;

impl<H: Http> Session<H> {
    /// A request as it goes out now, for `wanted` rights: plain, or with what earlier answers have taught. An `Err` is what only a
    /// person can help with, or a token service that said no.
    pub async fn ready<'a>(&'a self, request: Request, wanted: &'a ScopeSet) -> Result<Ready<'a, H>, Failure> {
        let who = self.who();
        self.ready_for(request, wanted, who).await
    }

    /// The same for somebody who asked before.
    pub(super) async fn ready_for<'a>(
        &'a self,
        request: Request,
        wanted: &'a ScopeSet,
        who: u64,
    ) -> Result<Ready<'a, H>, Failure> {
        self.recall();
        let auth = self.auth_ahead(wanted).await?;
        Ready::plain(self, request, wanted, who).with(auth)
    }
}

impl<'a, H: Http> Ready<'a, H> {
    /// The request with nothing.
    pub(super) fn plain(session: &'a Session<H>, request: Request, wanted: &'a ScopeSet, who: u64) -> Ready<'a, H> {
        Ready { session, request, wanted, auth: RequestAuth::Nothing, extended: false, times: 1, who }
    }

    /// The request with an authorization, unless its owner has left. What would change something is for whoever asked for it alone.
    fn with(self, auth: RequestAuth) -> Result<Ready<'a, H>, Failure> {
        if !self.request.method.only_asks() && self.session.who() != self.who {
            let gone = HttpError("whoever asked for it has signed out meanwhile".to_owned());
            return Err(Failure::new(About::Registry, &self.request, Cause::Request(gone)));
        }
        Ok(Ready { auth: self.session.of_now(auth), ..self })
    }

    /// The request to send, with its authorization. Whoever sends it gives it up when the person leaves, whose token it may hold.
    pub fn request(&self) -> Request {
        Session::<H>::authorized(&self.request, &self.auth)
    }

    /// Takes what came back. An `Err` is the reason why the request does not get through.
    pub async fn answered(self, answer: Result<Answer, HttpError>) -> Result<Next<'a, H>, Failure> {
        let response = Session::<H>::readable(&self.request(), answer)?;
        self.heard(response).await
    }

    /// Takes an answer that can be read.
    pub(super) async fn heard(mut self, response: Response) -> Result<Next<'a, H>, Failure> {
        let Ready { session, wanted, .. } = self;
        if response.status != 401 {
            return session.settle(&self.request, response, wanted, &self.auth).map(ControlFlow::Break);
        }
        if self.times == SENT_AT_MOST {
            return Err(session.explain(&self.request, &response, wanted, &self.auth));
        }
        let next = session.next_auth(&self.request, &response, wanted, self.auth, &mut self.extended).await?;
        let again = Ready { auth: RequestAuth::Nothing, times: self.times + 1, ..self };
        again.with(next).map(ControlFlow::Continue)
    }
}
