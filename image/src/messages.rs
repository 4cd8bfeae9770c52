//! What the page and its worker say to each other.
//!
//! A message crosses as a list of texts: whose order it belongs to, its name, and what it says. Browsers copy that without our help, and
//! neither program needs a serializer. Whoever reads one that it does not know gets `None`; page and worker are of one release, so it is a
//! fault of ours. What a file holds crosses as such a text, too ([`crate::questions::text_of`]).

use crate::questions::{Fields, TreeAnswer, TreeQuestion, TreeView};

/// What the page asks of a worker. It has no `Debug`, for it may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub enum WorkerOrder {
    /// To fetch a blob and to compute its digest.
    Check(BlobOrder),
    /// To do the same with a layer, and to list it. One that broke off goes on where it was.
    Layer {
        /// Which layer of the image, counted from the lowest.
        layer: u16,
        /// The layer's blob.
        blob: BlobOrder,
    },
    /// To read a file of a layer that was listed.
    Content {
        /// The layer.
        layer: u16,
        /// The file's item there.
        item: u32,
        /// So many bytes at most.
        limit: u64,
        /// The layer's blob.
        blob: BlobOrder,
    },
    /// To answer a question about the files that were listed.
    Ask(TreeView, TreeQuestion),
    /// To give up the order of this number.
    Stop,
}

/// A blob that is to be fetched.
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
    /// A layer was read, as far as it can be. Its answer follows.
    Listed(ListedLayer),
    /// What a file holds. The answer by which it came follows.
    Content(Vec<u8>),
    /// A file cannot be read, and why. Nothing follows.
    NoContent(String),
    /// What was asked.
    Told(TreeAnswer),
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

/// What was read of a layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedLayer {
    /// How many files and folders it has, with those that it only implies.
    pub items: u64,
    /// Its bytes, unpacked.
    pub unpacked: u64,
    /// Why its list is not whole, in words.
    pub problem: Option<String>,
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

impl WorkerOrder {
    /// The message, as the order of this number.
    pub fn into_texts(self, id: u64) -> Vec<String> {
        let mut fields = Fields::default();
        fields.put(id);
        match self {
            WorkerOrder::Check(blob) => blob.write(fields.put("check")),
            WorkerOrder::Layer { layer, blob } => blob.write(fields.put("layer").put(layer)),
            WorkerOrder::Content { layer, item, limit, blob } => {
                blob.write(fields.put("content").put(layer).put(item).put(limit));
            }
            WorkerOrder::Ask(view, question) => {
                view.write(fields.put("ask"));
                question.write(&mut fields);
            }
            WorkerOrder::Stop => {
                fields.put("stop");
            }
        }
        fields.into_texts()
    }

    /// Reads the message, with the order's number.
    pub fn read(texts: Vec<String>) -> Option<(u64, WorkerOrder)> {
        let mut fields = Fields::of(texts);
        let (id, fields) = (fields.number()?, &mut fields);
        let order = match fields.text()?.as_str() {
            "check" => WorkerOrder::Check(BlobOrder::read(fields)?),
            "layer" => WorkerOrder::Layer { layer: fields.number()?, blob: BlobOrder::read(fields)? },
            "content" => WorkerOrder::Content {
                layer: fields.number()?,
                item: fields.number()?,
                limit: fields.number()?,
                blob: BlobOrder::read(fields)?,
            },
            "ask" => WorkerOrder::Ask(TreeView::read(fields)?, TreeQuestion::read(fields)?),
            "stop" => WorkerOrder::Stop,
            _ => return None,
        };
        Some((id, order))
    }
}

impl BlobOrder {
    fn write(self, fields: &mut Fields) {
        let BlobOrder { url, authorization, algorithm, size } = self;
        fields.put(url).put(authorization.unwrap_or_default()).put(algorithm).put(size);
    }

    fn read(fields: &mut Fields) -> Option<BlobOrder> {
        let (url, authorization, algorithm) = (fields.text()?, fields.text()?, fields.text()?);
        let authorization = Some(authorization).filter(|value| !value.is_empty());
        Some(BlobOrder { url, authorization, algorithm, size: fields.number()? })
    }
}

impl WorkerMessage {
    /// The message, about the order of this number.
    pub fn into_texts(self, id: u64) -> Vec<String> {
        let mut fields = Fields::default();
        fields.put(id);
        match self {
            WorkerMessage::Ready => {
                fields.put("ready");
            }
            WorkerMessage::Read(bytes) => {
                fields.put("read").put(bytes);
            }
            WorkerMessage::Blocked => {
                fields.put("blocked");
            }
            WorkerMessage::Silent(seconds) => {
                fields.put("silent").put(seconds);
            }
            WorkerMessage::Broken { status, said } => {
                fields.put("broken").put(status).put(said);
            }
            WorkerMessage::Failed(said) => {
                fields.put("failed").put(said);
            }
            WorkerMessage::Listed(ListedLayer { items, unpacked, problem }) => {
                fields.put("listed").put(items).put(unpacked).option(problem);
            }
            WorkerMessage::Content(bytes) => {
                fields.put("content").bytes(&bytes);
            }
            WorkerMessage::NoContent(said) => {
                fields.put("no content").put(said);
            }
            WorkerMessage::Told(answer) => answer.write(fields.put("told")),
            WorkerMessage::Answered(BlobAnswer { status, redirected_to, headers, body, content }) => {
                let (length, digest) =
                    content.map_or_else(Default::default, |content| (content.length.to_string(), content.digest));
                fields.put("answered").put(status).put(redirected_to).put(body).put(length).put(digest);
                fields.put(headers.len());
                for (name, value) in headers {
                    fields.put(name).put(value);
                }
            }
        }
        fields.into_texts()
    }

    /// Reads the message, with the number of the order that it is about.
    pub fn read(texts: Vec<String>) -> Option<(u64, WorkerMessage)> {
        let mut fields = Fields::of(texts);
        let (id, fields) = (fields.number()?, &mut fields);
        let message = match fields.text()?.as_str() {
            "ready" => WorkerMessage::Ready,
            "read" => WorkerMessage::Read(fields.number()?),
            "blocked" => WorkerMessage::Blocked,
            "silent" => WorkerMessage::Silent(fields.number()?),
            "broken" => WorkerMessage::Broken { status: fields.number()?, said: fields.text()? },
            "failed" => WorkerMessage::Failed(fields.text()?),
            "listed" => WorkerMessage::Listed(ListedLayer {
                items: fields.number()?,
                unpacked: fields.number()?,
                problem: fields.read_option()?,
            }),
            "content" => WorkerMessage::Content(fields.read_bytes()?),
            "no content" => WorkerMessage::NoContent(fields.text()?),
            "told" => WorkerMessage::Told(TreeAnswer::read(fields)?),
            "answered" => {
                let (status, redirected_to, body) = (fields.number()?, fields.text()?, fields.text()?);
                let (length, digest) = (fields.text()?, fields.text()?);
                let content = match digest.is_empty() {
                    true => None,
                    false => Some(BlobContent { length: length.parse().ok()?, digest }),
                };
                let headers = fields.list(|fields| Some((fields.text()?, fields.text()?)))?;
                WorkerMessage::Answered(BlobAnswer { status, redirected_to, headers, body, content })
            }
            _ => return None,
        };
        Some((id, message))
    }
}

#[cfg(test)]
mod tests;
