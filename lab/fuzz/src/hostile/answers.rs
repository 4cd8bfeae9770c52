//! What hostile servers answer.

use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pierglass::registry::digest::Digest;
use pierglass::registry::http::{Answer, Authorization, Blocked, Headers, HttpError, Mode, Moment, Request, Response};
use serde_json::json;
use url::Url;

use super::{Echoes, Hostile, carried};
use crate::secrets::{find, forms};

/// Documents that fit each other, so that whoever fetches them comes far.
struct Documents {
    config: String,
    manifest: String,
    index: String,
}

fn documents() -> &'static Documents {
    static DOCUMENTS: OnceLock<Documents> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let named = |kind: &str, text: &str| {
            json!({"mediaType": kind, "digest": Digest::of(text.as_bytes()).to_string(), "size": text.len()})
        };
        let config = json!({"os": "linux", "architecture": "amd64", "created": "2026-11-28T10:00:00Z"}).to_string();
        let of_config = named("application/vnd.oci.image.config.v1+json", &config);
        let manifest = json!({"schemaVersion": 2, "config": of_config, "layers": []}).to_string();
        let mut of_manifest = named("application/vnd.oci.image.manifest.v1+json", &manifest);
        of_manifest["platform"] = json!({"os": "linux", "architecture": "amd64"});
        let index = json!({"schemaVersion": 2, "manifests": [of_manifest]}).to_string();
        Documents { config, manifest, index }
    })
}

impl Hostile<'_> {
    pub(super) fn answer(&self, request: &Request) -> Result<Answer, HttpError> {
        let after = Duration::from_millis(self.dice(9000).into());
        let status = self.status(request);
        match (request.mode, self.dice(40)) {
            (_, 0) => return Err(HttpError("refused".to_owned())),
            (_, 1 | 2) => return Ok(Answer::Blocked(Blocked::Rejected { after })),
            (_, 3) => return Ok(Answer::Blocked(Blocked::TimedOut { after })),
            (_, 4) => return Ok(Answer::Blocked(Blocked::BodyBroken { status, said: "broken".to_owned() })),
            (_, 5) => return Ok(Answer::Blocked(Blocked::BodyEndless { status, after })),
            (Mode::NoCors, _) | (_, 6) => return Ok(Answer::Opaque),
            (Mode::ManualRedirect, 7..20) | (_, 7) => return Ok(Answer::Redirected),
            _ => {}
        }
        let redirected_to = self.redirected(request);
        let mut headers = self.headers(request, status);
        let body = self.body(request, status, &mut headers);
        let truncated = body.len() > request.body_limit || self.dice(100) == 0;
        let received = Moment(self.clock.get());
        let mut response = Response { status, headers, body, redirected_to, truncated, received, scrub: None };
        response.body.truncate(request.body_limit);
        Ok(Answer::Read(response))
    }

    fn status(&self, request: &Request) -> u16 {
        let is_asked_plainly = request.authorization.is_none() && request.form.is_none();
        match self.dice(100) {
            0..20 if is_asked_plainly && request.url.path().starts_with("/v2/") => 401,
            0..70 => 200,
            70..80 => 401,
            80..84 => 403,
            84..88 => 404,
            88..90 => 429,
            90..92 => 400,
            92 => 405,
            93 => 307,
            94 => 502,
            95 => 204,
            96 => 304,
            97 => 500,
            _ => self.dice(1 << 16) as u16,
        }
    }

    fn redirected(&self, request: &Request) -> Option<Url> {
        if request.mode == Mode::NoRedirect || self.dice(30) > 0 {
            return None;
        }
        let secret = self.plain_echo().unwrap_or_default();
        let to = match self.dice(5) {
            0 => "https://s3.example/blob?X-Amz-Signature=".to_owned() + &secret,
            1 => "https://auth.example/login?next=".to_owned() + &secret,
            2 => "https://user:pw@r.example/v2/".to_owned() + &secret,
            3 => format!("/elsewhere/{secret}?scope={secret}&x={secret}#{secret}"),
            _ => self.text(),
        };
        request.url.join(&to).ok().filter(Url::has_host)
    }

    fn headers(&self, request: &Request, status: u16) -> Headers {
        let mut lines = Vec::new();
        let mut push = |name: &str, value: String| lines.push((name.to_owned(), value));
        if status == 401 || self.dice(20) == 0 {
            match self.dice(12) {
                0 => {}
                1 => {
                    let own = self.own(request).filter(|own| is_plain(own));
                    push(
                        "www-authenticate",
                        format!("Basic realm=\"{}\"", own.unwrap_or_else(|| self.said_plainly("x"))),
                    );
                }
                2 => push(
                    "www-authenticate",
                    format!("Bearer realm=\"https://auth.example/token\",service=\"{}\"", self.said_plainly("s")),
                ),
                _ => push("www-authenticate", self.text()),
            }
        }
        if self.dice(4) == 0 {
            let link = match self.dice(5) {
                0 => format!("<https://other.example/v2/{}>; rel=next", self.said_plainly("x")),
                1 => format!("<{}>; rel=\"next\"", self.text()),
                2 => "<?last=z>; rel=next".to_owned(),
                _ => format!("</v2/_catalog?n=2&last={}>; rel=\"next\"", self.dice(9)),
            };
            push("link", link);
        }
        if self.dice(4) == 0 {
            push(
                "content-type",
                if self.dice(3) == 0 { "text/html".to_owned() } else { self.said_plainly("application/json") },
            );
        }
        if self.dice(8) == 0 {
            push("docker-content-digest", Digest::of(self.said_plainly("x").as_bytes()).to_string());
        }
        for name in
            ["retry-after", "server", "ratelimit-limit", "date", "x-anything", "docker-distribution-api-version"]
        {
            if self.dice(12) == 0 {
                push(name, self.said_plainly("30"));
            }
        }
        Headers(lines)
    }

    fn body(&self, request: &Request, status: u16, headers: &mut Headers) -> Vec<u8> {
        match self.dice(24) {
            0 => return self.text().into_bytes(),
            1 => return format!("<!DOCTYPE html><title>{}</title>", self.said("Sign in")).into_bytes(),
            2 => return Vec::new(),
            3 => {
                let own = self.own(request).unwrap_or_default();
                return json!({"a": own, own.as_str(): 1}).to_string().into_bytes();
            }
            _ => {}
        }
        let path = request.url.path();
        let body = if !(200..300).contains(&status) {
            self.error(request)
        } else if request.body_limit <= 1 << 20 && self.is_service(&request.url) {
            self.token_answer(request)
        } else if path.ends_with("/_catalog") {
            json!({"repositories": self.names()}).to_string()
        } else if path.ends_with("/tags/list") {
            json!({"name": "team/app", "tags": self.names()}).to_string()
        } else if path.contains("/manifests/") {
            let is_index = self.dice(3) == 0 && !path.contains("sha256:");
            let (kind, body) = match is_index {
                true => ("index", &documents().index),
                false => ("manifest", &documents().manifest),
            };
            headers.0.push(("content-type".to_owned(), format!("application/vnd.oci.image.{kind}.v1+json")));
            body.clone()
        } else if path.contains("/blobs/") {
            documents().config.clone()
        } else {
            "{}".to_owned()
        };
        let mut body = body.into_bytes();
        // A secret with a fault in it is another text, of which nobody can know that it is one.
        let is_open = find(&String::from_utf8_lossy(&body)).is_none();
        if is_open && !body.is_empty() && self.dice(20) == 0 {
            let at = self.dice(body.len() as u32) as usize;
            body[at] = self.dice(256) as u8;
        }
        body
    }

    /// Whether tokens are made there. Who asks for one reads no long answer, and a list does.
    fn is_service(&self, url: &Url) -> bool {
        url.origin() != self.registry.origin() || super::is_service(url)
    }

    fn names(&self) -> Vec<String> {
        let name = |_| if self.dice(30) == 0 { self.said("x") } else { format!("team/app{}", self.dice(40)) };
        (0..self.dice(14)).map(name).collect()
    }

    fn error(&self, request: &Request) -> String {
        let (mut code, mut message) = (self.said("UNAUTHORIZED"), self.said("no"));
        if let Some(own) = self.own(request) {
            *(if self.dice(2) == 0 { &mut code } else { &mut message }) += &own;
        }
        match self.dice(5) {
            0 => json!({"error": code, "error_description": message}).to_string(),
            1 => json!({"errors": [{"code": code, "message": "no", "detail": [{"Type": "repository", "Name": message, "Action": "pull"}]}]})
                .to_string(),
            2 => message,
            _ => json!({"errors": [{"code": "DENIED", "message": message, "detail": code}]}).to_string(),
        }
    }

    fn token_answer(&self, request: &Request) -> String {
        let pair = match (&request.authorization, &request.form) {
            (Some(Authorization::Basic(pair)), _) => Some(pair.expose().to_owned()),
            (_, Some(form)) => {
                let field = |name| {
                    form.fields().iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
                };
                Some(STANDARD.encode(format!("{}:{}", field("username"), field("password"))))
            }
            _ => None,
        };
        let token = self.token(pair);
        let life = [1u64, 60, 300, 1 << 40][self.dice(4) as usize];
        match self.dice(8) {
            0 => json!({"access_token": token, "refresh_token": token}).to_string(),
            1 => json!({"token": format!("e30.{}.{token}", self.claims()), "expires_in": life}).to_string(),
            2 => json!({"token": format!("{token} "), "details": token}).to_string(),
            3 => format!("{{\"token\":\"{token}\",\"expires_in\":"),
            _ => json!({"token": token, "expires_in": life}).to_string(),
        }
    }

    /// What a token says about itself.
    fn claims(&self) -> String {
        let access = json!([{"type": "repository", "name": self.said("team/app"), "actions": ["pull"]}]);
        let claims = json!({"iss": self.said("i"), "sub": self.said("s"), "aud": self.said("r.example"), "exp": 9e9, "access": access});
        URL_SAFE_NO_PAD.encode(claims.to_string())
    }

    /// A word, chance, or a secret that a server knows.
    fn said(&self, usual: &str) -> String {
        match self.dice(6) {
            0 => self.text(),
            1 | 2 => format!("{usual} {} said", self.echo().unwrap_or_default()),
            _ => usual.to_owned(),
        }
    }

    /// The same where addresses and quoted words are read: what they cannot hold is cut there, or becomes another text.
    fn said_plainly(&self, usual: &str) -> String {
        match self.dice(3) {
            0 => format!("{usual} {} said", self.plain_echo().unwrap_or_default()),
            _ => usual.to_owned(),
        }
    }

    fn plain_echo(&self) -> Option<String> {
        self.echo().filter(|form| is_plain(form))
    }

    /// What came with the request, where that is given back.
    fn own(&self, request: &Request) -> Option<String> {
        (self.echoes == Echoes::Own).then(|| self.form_of(&carried(request))).flatten()
    }

    fn echo(&self) -> Option<String> {
        let learned = self.learned.borrow();
        (self.echoes == Echoes::Everything).then(|| self.form_of(&learned)).flatten()
    }

    /// One of these secrets in one of its forms.
    fn form_of(&self, secrets: &[String]) -> Option<String> {
        let secret = secrets.get(self.dice(secrets.len().max(1) as u32) as usize)?;
        let forms = forms(secret);
        forms.get(self.dice(forms.len() as u32) as usize).cloned()
    }
}

/// Whether a secret can stand in an address and in a quoted word as it is.
fn is_plain(form: &str) -> bool {
    form.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%+/=".contains(&byte))
}
