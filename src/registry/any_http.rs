//! Whatever is [`Http`], as one type.

use std::future::Future;
use std::pin::Pin;

use super::http::{Answer, Http, HttpError, Moment, Request};

/// Some way to the outside world, of one type for all of them: what is made for each kind of `Http`, the whole handshake
/// among it, is then made once for the page's lists and its check-up (docs/decisions/0009).
#[derive(Clone, Copy)]
pub struct AnyHttp<'a>(pub &'a dyn BoxedHttp);

/// What [`AnyHttp`] holds. Everything that is [`Http`] is this.
pub trait BoxedHttp {
    /// See [`Http::send`].
    fn send_boxed(&self, request: Request) -> Pin<Box<dyn Future<Output = Result<Answer, HttpError>> + '_>>;

    /// See [`Http::now`].
    fn now_boxed(&self) -> Moment;

    /// See [`Http::let_others_work`].
    fn let_others_work_boxed(&self) -> Pin<Box<dyn Future<Output = ()> + '_>>;
}

impl<H: Http> BoxedHttp for H {
    fn send_boxed(&self, request: Request) -> Pin<Box<dyn Future<Output = Result<Answer, HttpError>> + '_>> {
        Box::pin(self.send(request))
    }

    fn now_boxed(&self) -> Moment {
        self.now()
    }

    fn let_others_work_boxed(&self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(self.let_others_work())
    }
}

impl Http for AnyHttp<'_> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.0.send_boxed(request).await
    }

    fn now(&self) -> Moment {
        self.0.now_boxed()
    }

    async fn let_others_work(&self) {
        self.0.let_others_work_boxed().await;
    }
}
