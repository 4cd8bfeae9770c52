//! What is said of a signature.

use crate::json::DocumentError;

/// What was found out about one signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it holds.
    pub verdict: Verdict,
    /// What else is to be said, whatever the verdict.
    pub notes: Vec<Note>,
}

/// Whether a signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was made over this very manifest, by whom a rule trusts.
    Proven(Proof),
    /// The same, but one thing is missing that a proof needs.
    Doubtful(Proof, Doubt),
    /// It proves nothing of this manifest, or is by nobody whom a rule trusts.
    Refused(Refusal),
    /// Nobody here can say.
    NotChecked(Missing),
}

/// By whom, and who says that they are to be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who signed.
    pub by: Signer,
    /// The rule that trusts them.
    pub rule: RuleName,
}

/// Who signed, as far as it was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signer {
    /// Whoever has the private half of a key.
    Key {
        /// What it signs by, `ECDSA P-256` for one.
        algorithm: String,
        /// SHA-256 of its DER.
        fingerprint: String,
    },
    /// Whoever has a certificate's key.
    Certificate {
        /// The certificate's subject.
        subject: String,
        /// SHA-256 of the certificate.
        fingerprint: String,
    },
    /// Somebody whom an identity provider knew.
    Identity {
        /// The provider.
        issuer: String,
        /// What it calls them.
        subject: String,
    },
}

/// Who says that somebody is to be trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleName {
    /// A rule of the configuration, by its name.
    Configured(String),
    /// Whoever looks at the page: they pasted it, and it is good for this view alone.
    Pasted,
}

/// What is missing from a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// The signer named another repository.
    #[error("it was made for another repository: {0}")]
    OtherRepository(String),
    /// The certificate was valid at some time, and nothing that is checked here says that the signature is from then.
    #[error("the certificate's life is over, and nothing that was checked says that the signature was made before")]
    NoTrustedTime,
}

/// Why a signature proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The document is none.
    #[error("the signature cannot be read: {0}")]
    Document(#[from] DocumentError),
    /// What should be a signature is none.
    #[error("what should be the signature is missing, or was cut")]
    NoSignature,
    /// It is about another manifest, by this digest.
    #[error("it is about another manifest: {0}")]
    OtherDigest(String),
    /// What was signed is of a kind that says nothing about a manifest.
    #[error("what was signed is no statement about an image, but {0}")]
    OtherPayload(String),
    /// It fits none of so many keys.
    #[error("it fits {}: it is by somebody else, or was changed", keys(.0))]
    FitsNoKey(usize),
    /// It does not fit the key of its own certificate.
    #[error("it does not fit the key of its own certificate: the signature or what was signed was changed")]
    DiffersFromCertificate,
    /// The certificates lead to none that is trusted.
    #[error("its certificates lead to none that counts here")]
    NoAnchor,
    /// A certificate is no good.
    #[error("{0}")]
    Certificate(CertificateFault),
    /// The certificate is of somebody else.
    #[error("it is by {subject}, known to {issuer}, and no rule for this repository trusts them")]
    OtherIdentity {
        /// Who knew them.
        issuer: String,
        /// Who it is.
        subject: String,
    },
    /// The log's promise was not made by the log, or is about another signature.
    #[error("the log's promise is not by the log, or is about another signature")]
    Promise,
    /// The signature itself says until when it is good, in seconds since 1970.
    #[error("its own term is over")]
    Expired(i64),
    /// Something that must be understood is not.
    #[error("it demands that {0} is understood, which is not known here")]
    UnknownCritical(String),
}

/// What is wrong with a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// It cannot be read.
    #[error("a certificate cannot be read")]
    Unreadable,
    /// It was not signed by the next one.
    #[error("a certificate was not issued by the one that it names")]
    NotIssued,
    /// It may not issue others.
    #[error("a certificate issued another one without the right to")]
    NoAuthority,
    /// It is not for signatures of code.
    #[error("the certificate is not for signing code")]
    OtherUse,
    /// It has an extension that must be understood, by its object identifier.
    #[error("a certificate demands that {0} is understood, which is not known here")]
    UnknownCritical(String),
    /// It was not valid at the time that counts.
    #[error("the certificate was not valid when the signature was made")]
    NotValid,
}

/// What is missing to say anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// No key counts for this repository.
    #[error("no key is known to check it with")]
    Key,
    /// No certificate counts for this repository.
    #[error("no certificate is known to check it with")]
    Certificate,
    /// No identity counts for this repository.
    #[error("it was signed with a certificate for a person or a workflow, and no rule says whose count")]
    Identity,
    /// A version of a format that is not known here.
    #[error("{0} is not known here")]
    Version(String),
    /// A kind of key or signature that is not checked here.
    #[error("signatures by {0} are not checked here")]
    Algorithm(String),
    /// The manifest that was signed did not come whole.
    #[error("the bytes of the manifest are needed to check it")]
    Manifest,
}

/// What else is to be said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// So many other signatures of the same envelope fit no key.
    #[error("{} of the same envelope fit nothing that counts here", others(.0))]
    OthersDiffer(usize),
    /// The log's promise was checked: when the entry was taken in, in seconds since 1970.
    #[error("the log promised to keep it, and its promise was checked")]
    Promised(i64),
    /// It is in a log, as it says, and nobody looked.
    #[error("it says that it is in a public log; whether it is was not checked")]
    LogNotChecked,
    /// It brings timestamps, and nobody looked.
    #[error("its timestamps were not checked")]
    TimestampsNotChecked,
    /// Whether the certificate is in a public list of certificates.
    #[error("whether its certificate is in a public list of certificates was not checked")]
    CertificateLogNotChecked,
    /// Whether the certificate was taken back.
    #[error("whether its certificate was taken back was not checked")]
    RevocationNotChecked,
    /// When it was made by the signer's own account, in seconds since 1970.
    #[error("the signer says when it was made, which nobody else confirms")]
    SaidTime(i64),
}

impl Finding {
    /// A verdict with nothing else to say.
    pub fn of(verdict: Verdict) -> Finding {
        Finding { verdict, notes: Vec::new() }
    }

    /// Whether it may be shown in green.
    pub fn is_proven(&self) -> bool {
        matches!(self.verdict, Verdict::Proven(_))
    }
}

impl From<Refusal> for Finding {
    fn from(refusal: Refusal) -> Finding {
        Finding::of(Verdict::Refused(refusal))
    }
}

fn keys(count: &usize) -> String {
    if *count == 1 { "no key that counts here".to_owned() } else { format!("none of the {count} keys that count here") }
}

fn others(count: &usize) -> String {
    if *count == 1 { "another signature".to_owned() } else { format!("{count} other signatures") }
}
