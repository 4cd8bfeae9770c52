//! What the page and its worker say to each other.
//!
//! A message crosses as a list of texts, the first of which names it: browsers copy that without our help, and neither program needs
//! a serializer. Whoever reads one that it does not know gets `None`; page and worker are of one release, so it is a fault of ours.

use std::mem;

/// What the page asks of a worker: to fetch a blob and to compute its digest. It has no `Debug`, for it may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct BlobOrder {
    /// Where the blob is.
    pub url: String,
    /// The `Authorization` header, where it takes one.
    pub authorization: Option<String>,
    /// The algorithm of its digest, `sha256`.
    pub algorithm: String,
    /// Its size in bytes, as its descriptor has it. What is longer is not read to its end.
    pub size: u64,
}

/// What a worker says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkerMessage {
    /// It is there, and takes an order.
    Ready,
    /// It lives. It says so every second, with the bytes of the blob that it has read.
    Read(u64),
    /// The server answered, and this is all of it.
    Answered(BlobAnswer),
    /// The request was rejected, as everything that the browser keeps to itself.
    Blocked,
    /// Nothing came for so many seconds.
    Silent(u64),
    /// The answer began with this status, and broke off.
    Broken {
        /// The status.
        status: u16,
        /// What the engine said, where it says anything.
        said: String,
    },
    /// It could not start, in the engine's words.
    Failed(String),
}

/// An answer that ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlobAnswer {
    /// The status.
    pub status: u16,
    /// The address that answered, after redirects; empty where it is the order's own.
    pub redirected_to: String,
    /// The headers that the worker may see.
    pub headers: Vec<(String, String)>,
    /// The beginning of an error's body. Of a good answer's body nothing crosses.
    pub body: String,
    /// What came with a good answer.
    pub content: Option<BlobContent>,
}

/// The body of a good answer, of which nothing is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobContent {
    /// Its bytes; of one that is longer than its descriptor says, one more than that.
    pub length: u64,
    /// Its digest, `sha256:…`.
    pub digest: String,
}

impl BlobOrder {
    /// The message.
    pub fn into_texts(self) -> Vec<String> {
        vec![self.url, self.authorization.unwrap_or_default(), self.algorithm, self.size.to_string()]
    }

    /// Reads the message.
    pub fn read(texts: Vec<String>) -> Option<BlobOrder> {
        let [url, authorization, algorithm, size] = <[String; 4]>::try_from(texts).ok()?;
        let authorization = Some(authorization).filter(|value| !value.is_empty());
        Some(BlobOrder { url, authorization, algorithm, size: size.parse().ok()? })
    }
}

impl WorkerMessage {
    /// The message.
    pub fn into_texts(self) -> Vec<String> {
        let (name, mut texts) = match self {
            WorkerMessage::Ready => ("ready", vec![]),
            WorkerMessage::Read(bytes) => ("read", vec![bytes.to_string()]),
            WorkerMessage::Blocked => ("blocked", vec![]),
            WorkerMessage::Silent(seconds) => ("silent", vec![seconds.to_string()]),
            WorkerMessage::Broken { status, said } => ("broken", vec![status.to_string(), said]),
            WorkerMessage::Failed(said) => ("failed", vec![said]),
            WorkerMessage::Answered(BlobAnswer { status, redirected_to, headers, body, content }) => {
                let (length, digest) =
                    content.map_or_else(Default::default, |content| (content.length.to_string(), content.digest));
                let mut texts = vec![status.to_string(), redirected_to, body, length, digest];
                texts.extend(headers.into_iter().flat_map(|(name, value)| [name, value]));
                ("answered", texts)
            }
        };
        texts.insert(0, name.to_owned());
        texts
    }

    /// Reads the message.
    pub fn read(mut texts: Vec<String>) -> Option<WorkerMessage> {
        let name = mem::take(texts.first_mut()?);
        let mut take = |at: usize| texts.get_mut(at).map(mem::take);
        Some(match name.as_str() {
            "ready" => WorkerMessage::Ready,
            "read" => WorkerMessage::Read(take(1)?.parse().ok()?),
            "blocked" => WorkerMessage::Blocked,
            "silent" => WorkerMessage::Silent(take(1)?.parse().ok()?),
            "broken" => WorkerMessage::Broken { status: take(1)?.parse().ok()?, said: take(2)? },
            "failed" => WorkerMessage::Failed(take(1)?),
            "answered" => {
                let (status, redirected_to, body) = (take(1)?.parse().ok()?, take(2)?, take(3)?);
                let (length, digest) = (take(4)?, take(5)?);
                let content = match digest.is_empty() {
                    true => None,
                    false => Some(BlobContent { length: length.parse().ok()?, digest }),
                };
                let headers =
                    texts[6..].chunks_exact_mut(2).map(|pair| (mem::take(&mut pair[0]), mem::take(&mut pair[1])));
                WorkerMessage::Answered(BlobAnswer { status, redirected_to, headers: headers.collect(), body, content })
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_comes_back() {
        let headers =
            vec![("docker-content-digest".to_owned(), "sha256:aa".to_owned()), ("x".to_owned(), String::new())];
        let content = Some(BlobContent { length: 3, digest: "sha256:aa".to_owned() });
        let words = [
            WorkerMessage::Ready,
            WorkerMessage::Read(u64::MAX),
            WorkerMessage::Blocked,
            WorkerMessage::Silent(20),
            WorkerMessage::Broken { status: 200, said: String::new() },
            WorkerMessage::Failed("out of memory".to_owned()),
            WorkerMessage::Answered(BlobAnswer { status: 200, headers, content, ..BlobAnswer::default() }),
            WorkerMessage::Answered(BlobAnswer {
                status: 401,
                redirected_to: "https://elsewhere.test/".to_owned(),
                headers: vec![],
                body: "{\"errors\":[]}".to_owned(),
                content: None,
            }),
        ];
        for word in words {
            assert_eq!(WorkerMessage::read(word.clone().into_texts()), Some(word));
        }
    }

    #[test]
    fn what_is_no_message_is_none() {
        for texts in [&[][..], &["hello"], &["read"], &["read", "many"], &["answered", "200"]] {
            assert_eq!(WorkerMessage::read(texts.iter().map(ToString::to_string).collect()), None, "{texts:?}");
        }
    }

    #[test]
    fn an_order_comes_back() {
        for authorization in [None, Some("Basic x".to_owned())] {
            let url = "https://reg.test/v2/a/blobs/sha256:aa".to_owned();
            let order = BlobOrder { url, authorization, algorithm: "sha256".to_owned(), size: 7 };
            assert!(BlobOrder::read(order.clone().into_texts()) == Some(order), "the order comes back as another one");
        }
    }
}
