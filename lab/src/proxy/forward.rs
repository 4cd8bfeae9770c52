//! One request through the proxy: faults, preflight, the server behind, CORS, the log.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, CONNECTION, CONTENT_LENGTH, HOST, HeaderName, ORIGIN, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::body::{Limit, Watched};
use super::cors::Cors;
use super::fault::{Fault, Faults};
use super::locked;
use super::log::Log;
use crate::serve::{Body, Refusal, full};

/// Headers that belong to one connection and not to the message.
const HOP_BY_HOP: [HeaderName; 4] = [CONNECTION, TRANSFER_ENCODING, UPGRADE, HeaderName::from_static("keep-alive")];

pub(super) struct Forwarder {
    pub(super) log: Log,
    pub(super) faults: Faults,
    pub(super) cors: Arc<Mutex<Cors>>,
    pub(super) upstream: Arc<Mutex<String>>,
    pub(super) client: Client<HttpConnector, Incoming>,
}

pub(super) fn client() -> Client<HttpConnector, Incoming> {
    Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(5)).build_http()
}

impl Forwarder {
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Refusal> {
        let mut place = self.log.enter(&request);
        let faults = self.faults.striking(&request);
        let mut cors = locked(&self.cors).clone();
        let mut limit = None;
        for fault in &faults {
            match fault {
                Fault::Delay(time) => tokio::time::sleep(*time).await,
                Fault::Cut => return Err("cut by a rule of the lab".into()),
                Fault::HideChallenge => cors.hide("WWW-Authenticate"),
                Fault::ForwardPreflight => cors.answers_preflights = false,
                Fault::WithoutCors => cors.enabled = false,
                Fault::Truncate(bytes) => limit = Some(Limit::Truncate(*bytes)),
                Fault::BreakAfter(bytes) => limit = Some(Limit::Break(*bytes)),
                Fault::StallAfter(bytes) => limit = Some(Limit::Stall(*bytes)),
                _ => {}
            }
        }
        let head_only = request.method() == Method::HEAD;
        let preflight = request.method() == Method::OPTIONS
            && request.headers().contains_key(ORIGIN)
            && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let origin = request.headers().get(ORIGIN).cloned();
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_owned();
        let own_answer = faults.iter().find_map(|fault| match fault {
            Fault::Answer { status, headers, body } => Some((*status, headers.clone(), body.clone())),
            Fault::Redirect(status, to) => {
                Some((*status, vec![("location".to_owned(), format!("{to}{target}"))], Bytes::new()))
            }
            _ => None,
        });
        let mut answer = if let Some((status, headers, body)) = own_answer {
            let mut answer = Response::new(full(body));
            *answer.status_mut() = status;
            for (name, value) in &headers {
                append(answer.headers_mut(), name, value);
            }
            answer
        } else if preflight && cors.enabled && cors.answers_preflights {
            let mut answer = Response::new(full(""));
            *answer.status_mut() = StatusCode::NO_CONTENT;
            answer
        } else {
            self.forward(request).await
        };

        let headers = answer.headers_mut();
        cors.apply(headers, preflight, origin);
        for fault in &faults {
            match fault {
                Fault::DropHeader(name) => drop(headers.remove(name.as_str())),
                Fault::AppendHeader(name, value) => append(headers, name, value),
                Fault::ReplaceInHeader(name, old, new) => replace(headers, name, old, new),
                Fault::SetHeader(name, value) => {
                    headers.remove(name.as_str());
                    append(headers, name, value);
                }
                _ => {}
            }
        }
        if limit.is_some() {
            // The length is no longer true; the answer goes out in chunks instead.
            headers.remove(CONTENT_LENGTH);
        }
        place.answered(answer.status());
        let without_body = head_only || matches!(answer.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        if without_body {
            place.finish();
        }
        Ok(answer.map(|body| Watched::new(body, limit, place).boxed_unsync()))
    }

    async fn forward(&self, mut request: Request<Incoming>) -> Response<Body> {
        let upstream = locked(&self.upstream).clone();
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        let Ok(uri) = format!("{upstream}{target}").parse::<Uri>() else {
            return bad_gateway(&format!("the lab's proxy cannot ask {upstream}{target}"));
        };
        *request.uri_mut() = uri;
        for name in &HOP_BY_HOP {
            request.headers_mut().remove(name);
        }
        // `Host` goes through as it came, so that `Location` and `Link` name the proxy.
        if let Some(host) = request.headers().get(HOST).cloned() {
            request.headers_mut().insert("x-forwarded-host", host);
        }
        request.headers_mut().insert("x-forwarded-proto", HeaderValue::from_static("http"));
        match self.client.request(request).await {
            Ok(mut answer) => {
                for name in &HOP_BY_HOP {
                    answer.headers_mut().remove(name);
                }
                answer.map(|body| body.map_err(Refusal::from).boxed_unsync())
            }
            Err(error) => bad_gateway(&format!("the server behind does not answer: {error}")),
        }
    }
}

fn bad_gateway(text: &str) -> Response<Body> {
    let mut answer = Response::new(full(format!("{text}\n")));
    *answer.status_mut() = StatusCode::BAD_GATEWAY;
    append(answer.headers_mut(), "content-type", "text/plain");
    answer
}

fn replace(headers: &mut HeaderMap, name: &str, old: &str, new: &str) {
    let Some(value) = headers.get_mut(name) else {
        return;
    };
    if let Some(Ok(new)) = value.to_str().ok().map(|text| HeaderValue::from_str(&text.replace(old, new))) {
        *value = new;
    }
}

fn append(headers: &mut HeaderMap, name: &str, value: &str) {
    let name = HeaderName::from_bytes(name.as_bytes());
    if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
        headers.append(name, value);
    }
}
