//! One random request with the answers to it and to its preflight, and what the standard says about them.

use pierglass::diagnosis::cors::{
    CorsRequest, CredentialsMode, cors_check, judge_answer, judge_preflight, preflight_check, readable,
    unsafe_request_headers,
};
use pierglass::registry::http::Headers;
use serde_json::{Value, json};

/// A request, and what the server answers.
#[derive(Clone, Debug)]
pub struct Case {
    pub id: usize,
    pub origin: String,
    pub method: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub credentials: CredentialsMode,
    pub preflight: Answer,
    pub answer: Answer,
}

/// A status and header lines exactly as they go over the wire.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub lines: Vec<(String, String)>,
}

/// What comes of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// `Access-Control-Request-Headers` of the preflight, where there was one.
    pub preflight: Option<String>,
    /// Whether the request itself was sent.
    pub sent: bool,
    /// The status and the names of the headers that the page could read.
    pub readable: Option<(u64, Vec<String>)>,
}

/// SplitMix64: a few lines that give the same numbers everywhere.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.next() as usize % of.len()]
    }
}

const METHODS: &[&str] =
    &["GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "DELETE", "PATCH", "patch", "OPTIONS", "Odd"];

const REQUEST_HEADERS: &[(&str, &str)] = &[
    ("Authorization", "Bearer x"),
    ("Authorization", "Bearer x"),
    ("X-One", "1"),
    ("X-Two", "2"),
    ("Accept", "application/json, */*;q=0.5"),
    ("Accept", "application/json; v=\"1\""),
    ("Accept-Language", "de-DE, en;q=0.5"),
    ("Accept-Language", "de_DE"),
    ("Content-Language", "en(GB)"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Content-Type", "application/json"),
    ("Range", "bytes=0-"),
    ("Range", "bytes=0-9"),
    ("Range", "bytes=-5"),
];

const METHOD_LISTS: &[&[&str]] = &[
    &["*"],
    &["*"],
    &["PUT, DELETE, PATCH, OPTIONS, Odd"],
    &["GET,PUT,DELETE"],
    &["put, delete"],
    &["PATCH"],
    &["patch"],
    &[" PUT ,\tDELETE "],
    &["PUT", "DELETE"],
    &["PUT,,DELETE,"],
    &["PUT; DELETE"],
    &["PUT DELETE"],
    &["\"PUT\", DELETE"],
    &["*, PUT"],
    &["GET"],
    &[""],
];

const HEADER_LISTS: &[&[&str]] = &[
    &["*"],
    &["*"],
    &["authorization, x-one, x-two, accept, accept-language, content-type, content-language, range"],
    &["Authorization, X-One, X-Two, Accept, Accept-Language, Content-Type, Content-Language, Range"],
    &["*, Authorization"],
    &["authorization"],
    &["X-ONE,AUTHORIZATION"],
    &["Accept", "Authorization , x-one"],
    &["authorization; x-one"],
    &["authorization x-one"],
    &[",authorization,,x-one,"],
    &["(authorization), *"],
    &["\"authorization\""],
    &[""],
];

const EXPOSE_LISTS: &[&[&str]] = &[
    &["*"],
    &["Link, Docker-Content-Digest, WWW-Authenticate"],
    &["link"],
    &["WWW-Authenticate", "Docker-Content-Digest"],
    &["link; docker-content-digest"],
    &["link docker-content-digest"],
    &["Set-Cookie, *"],
    &["Set-Cookie, Link"],
    &[",,Link ,\tRetry-After,"],
    &["\"Link\""],
    &[""],
];

const PAYLOAD: &[(&str, &str)] = &[
    ("Content-Type", "application/json"),
    ("Docker-Content-Digest", "sha256:0"),
    ("link", "</v2/>; rel=\"next\""),
    ("WWW-Authenticate", "Bearer realm=\"https://t.example/token\""),
    ("WWW-Authenticate", "Bearer realm=\"https://u.example/token\""),
    ("Set-Cookie", "a=b; Max-Age=0"),
    ("X-Thing", "1"),
    ("Retry-After", "3"),
    ("Cache-Control", "no-store"),
    ("Pragma", "no-cache"),
    ("Last-Modified", "Tue, 03 Nov 2026 10:00:00 GMT"),
    ("Content-Language", "en"),
    ("Vary", "Origin"),
    ("Date", "Tue, 03 Nov 2026 10:00:00 GMT"),
];

impl Case {
    pub fn random(id: usize, origin: &str, random: &mut Random) -> Case {
        let mut headers: Vec<(&'static str, String)> = Vec::new();
        while headers.len() < 4 && random.chance(45) {
            let (name, value) = REQUEST_HEADERS[random.next() as usize % REQUEST_HEADERS.len()];
            if headers.iter().all(|(known, _)| *known != name) {
                headers.push((name, value.to_owned()));
            }
        }
        if random.chance(8) && headers.iter().all(|(name, _)| *name != "Accept") {
            headers.push(("Accept", "a".repeat(127 + random.next() as usize % 4)));
        }
        let credentials = if random.chance(30) { CredentialsMode::Include } else { CredentialsMode::Omit };
        let preflight_status = if random.chance(75) {
            *random.one(&[&200, &204, &204, &201, &299])
        } else {
            *random.one(&[&301, &302, &307, &304, &400, &401, &403, &404, &405, &500, &503])
        };
        let mut preflight = Answer { status: preflight_status, lines: Vec::new() };
        if (300..400).contains(&preflight_status) {
            preflight.lines.push(("Location".to_owned(), "/elsewhere".to_owned()));
        }
        preflight.add_cors(origin, random);
        preflight.add_list("Access-Control-Allow-Methods", METHOD_LISTS, random);
        preflight.add_list("Access-Control-Allow-Headers", HEADER_LISTS, random);
        let status = *random.one(&[&200, &200, &401, &404, &429, &500]);
        let mut answer = Answer { status, lines: Vec::new() };
        answer.add_cors(origin, random);
        answer.add_list("Access-Control-Expose-Headers", EXPOSE_LISTS, random);
        for (name, value) in PAYLOAD {
            if random.chance(35) {
                answer.lines.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        let method = random.one(METHODS);
        Case { id, origin: origin.to_owned(), method, headers, credentials, preflight, answer }
    }

    /// The request as the script in the page makes it.
    pub fn for_the_page(&self) -> Value {
        let credentials = if self.credentials == CredentialsMode::Omit { "omit" } else { "include" };
        json!({"id": self.id, "method": self.method, "headers": self.headers, "credentials": credentials})
    }

    /// What the standard says.
    pub fn expected(&self) -> Outcome {
        let headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let asking = CorsRequest {
            origin: self.origin.clone(),
            credentials: self.credentials,
            method: self.method.to_owned(),
            headers: unsafe_request_headers(&headers),
        };
        let preflight = asking.needs_preflight().then(|| asking.headers.join(","));
        let sent = preflight.is_none() || {
            let (status, headers) = (self.preflight.status, self.preflight.headers());
            let judgement = judge_preflight(&asking, status, &headers);
            let stops = judgement.findings.iter().any(|found| found.stops);
            let allowed = preflight_check(&asking, status, &headers).is_ok();
            assert_eq!(allowed, !stops, "the findings do not explain the verdict: {self:#?} {judgement:?}");
            allowed
        };
        let headers = self.answer.headers();
        let judgement = judge_answer(&asking, &headers);
        let is_allowed = cors_check(&asking, &headers).is_ok();
        let stops = judgement.findings.iter().any(|found| found.stops);
        assert_eq!(is_allowed, !stops, "the findings do not explain the verdict: {self:#?} {judgement:?}");
        let names = || (u64::from(self.answer.status), readable(self.credentials, &headers));
        Outcome { preflight, sent, readable: (sent && is_allowed).then(names) }
    }
}

impl Answer {
    fn add_cors(&mut self, origin: &str, random: &mut Random) {
        let values: Vec<String> = if random.chance(80) {
            vec![if random.chance(50) { origin.to_owned() } else { "*".to_owned() }]
        } else {
            let templates: &[&[&str]] = &[
                &[],
                &[""],
                &["null"],
                &["{}/"],
                &["\"{}\""],
                &["{}, https://other.example"],
                &["{} https://other.example"],
                &["{}", "{}"],
                &["*", "*"],
                &["*, *"],
                &["{}", "https://other.example"],
                &["", "{}"],
                &["{}", ""],
                &["https://other.example"],
                &["http://*"],
                &["{}:80"],
                &["{}\t"],
                &["\t {}"],
                &[" * "],
                &["{},"],
                &["{}/v2/"],
            ];
            let template = random.one(templates);
            template.iter().map(|value| value.replace("{}", origin)).collect()
        };
        // Origins of the lab are all digits but for the scheme.
        let upper = random.chance(4);
        for value in values {
            let value = if upper { value.to_uppercase() } else { value };
            self.add("Access-Control-Allow-Origin", &value, random);
        }
        if random.chance(60) {
            let usual = random.chance(70);
            let value = if usual { "true" } else { random.one(&["True", "TRUE", "false", "", "1", " true\t"]) };
            self.add("Access-Control-Allow-Credentials", value, random);
            if random.chance(4) {
                self.add("Access-Control-Allow-Credentials", "true", random);
            }
        }
    }

    fn add_list(&mut self, name: &str, lists: &[&[&str]], random: &mut Random) {
        if random.chance(85) {
            for value in random.one(lists) {
                self.add(name, value, random);
            }
        }
    }

    fn add(&mut self, name: &str, value: &str, random: &mut Random) {
        let name = match random.next() % 4 {
            0 => name.to_ascii_lowercase(),
            1 => name.to_ascii_uppercase(),
            _ => name.to_owned(),
        };
        let space = random.one(&["", " ", " ", "\t", "  "]);
        self.lines.push((name, format!("{space}{value}")));
    }

    fn headers(&self) -> Headers {
        let mut lines = self.lines.clone();
        lines.push(("Content-Length".to_owned(), "0".to_owned()));
        lines.push(("Connection".to_owned(), "close".to_owned()));
        Headers(lines)
    }

    /// The answer on the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} Because\r\n", self.status);
        for (name, value) in self.headers().0 {
            head.push_str(&format!("{name}:{value}\r\n"));
        }
        (head + "\r\n").into_bytes()
    }
}
