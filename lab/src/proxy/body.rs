//! A streamed answer that knows its place in the log and may end before its end.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::log::Place;
use crate::serve::{Body as AnyBody, Refusal};

/// How an answer ends too early.
#[derive(Clone, Copy, Debug)]
pub(super) enum Limit {
    /// Ends properly after this many bytes.
    Truncate(usize),
    /// Breaks the connection after this many bytes.
    Break(usize),
    /// Gives nothing more after this many bytes, and does not end.
    Stall(usize),
}

pub(super) struct Watched {
    inner: AnyBody,
    limit: Option<Limit>,
    given: usize,
    place: Place,
    over: bool,
}

impl Watched {
    pub(super) fn new(inner: AnyBody, limit: Option<Limit>, place: Place) -> Self {
        let mut watched = Self { inner, limit, given: 0, place, over: false };
        // hyper does not poll a body that says it is empty.
        if watched.limit.is_none() && watched.inner.is_end_stream() {
            watched.end();
        }
        watched
    }

    fn end(&mut self) {
        self.over = true;
        self.place.finish();
    }

    fn left(&self) -> usize {
        match self.limit {
            None => usize::MAX,
            Some(Limit::Truncate(limit) | Limit::Break(limit) | Limit::Stall(limit)) => limit - self.given,
        }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Refusal;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Refusal>>> {
        if self.over {
            return Poll::Ready(None);
        }
        if self.left() == 0 {
            return match self.limit {
                Some(Limit::Break(_)) => {
                    self.over = true;
                    Poll::Ready(Some(Err("cut by a rule of the lab".into())))
                }
                // Nobody wakes it; it goes with the connection.
                Some(Limit::Stall(_)) => Poll::Pending,
                Some(Limit::Truncate(_)) | None => {
                    self.end();
                    Poll::Ready(None)
                }
            };
        }
        let frame = match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => {
                self.end();
                return Poll::Ready(None);
            }
        };
        let Ok(mut data) = frame.into_data() else {
            // Trailers: nothing that a registry sends.
            self.end();
            return Poll::Ready(None);
        };
        data.truncate(self.left());
        self.given += data.len();
        // hyper drops a body of known length after its last byte, without asking for more.
        if self.limit.is_none() && self.inner.is_end_stream() {
            self.end();
        }
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        self.over
    }

    fn size_hint(&self) -> SizeHint {
        match self.limit {
            None => self.inner.size_hint(),
            Some(_) => SizeHint::default(),
        }
    }
}
