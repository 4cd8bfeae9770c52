//! Platforms: what a manifest of an index is for.
//!
//! This module does not know which platforms exist; it keeps what is written.

use std::fmt;

use serde_json::Value;

use super::json;
use super::visible::quoted;

/// An operating system and a processor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Platform {
    /// The operating system, as Go's `GOOS`.
    pub os: String,
    /// The processor, as Go's `GOARCH`.
    pub architecture: String,
    /// The processor's variant: `v7`.
    pub variant: Option<String>,
    /// The operating system's version, which Windows images have: `10.0.17763.6414`.
    pub os_version: Option<String>,
    /// What the operating system must be able to do: `win32k`.
    pub os_features: Vec<String>,
}

/// A text that is no platform.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is not a platform", quoted(.0))]
pub struct PlatformError(pub String);

impl Platform {
    /// Reads a platform as containerd and docker write it.
    ///
    /// ```text
    /// platform := os [ "(" version ")" ] "/" architecture [ "/" variant ]
    /// ```
    pub fn parse(text: &str) -> Result<Platform, PlatformError> {
        let error = || PlatformError(text.to_owned());
        let mut parts = text.trim().split('/');
        let (os, architecture) = (parts.next().unwrap_or_default(), parts.next().ok_or_else(error)?);
        let variant = parts.next();
        let (os, os_version) = match os.split_once('(') {
            Some((os, version)) => (os, Some(version.strip_suffix(')').ok_or_else(error)?)),
            None => (os, None),
        };
        let is_word = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
        };
        let words = [Some(os), Some(architecture), variant, os_version];
        if parts.next().is_some() || !words.into_iter().flatten().all(is_word) {
            return Err(error());
        }
        Ok(Platform {
            os: os.to_owned(),
            architecture: architecture.to_owned(),
            variant: variant.map(str::to_owned),
            os_version: os_version.map(str::to_owned),
            os_features: Vec::new(),
        })
    }

    /// `linux` on `amd64`, the platform that is shown where nothing else is wanted.
    pub fn linux_amd64() -> Platform {
        Platform { os: "linux".to_owned(), architecture: "amd64".to_owned(), ..Platform::default() }
    }

    /// Whether it is `unknown/unknown`, which BuildKit writes at what is no image.
    pub fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }

    /// The `platform` member of a descriptor; `None` where it says nothing.
    pub(super) fn read(mut value: Value) -> Option<Platform> {
        let os_features = json::take_texts(&mut value, "os.features");
        let filled = |name: &str| json::filled(&value, name);
        let (os, architecture) = (filled("os"), filled("architecture"));
        if os.is_none() && architecture.is_none() {
            return None;
        }
        Some(Platform {
            os: os.unwrap_or_else(|| "unknown".to_owned()),
            architecture: architecture.unwrap_or_else(|| "unknown".to_owned()),
            variant: filled("variant"),
            os_version: filled("os.version"),
            os_features,
        })
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.os)?;
        if let Some(version) = &self.os_version {
            write!(f, "({version})")?;
        }
        write!(f, "/{}", self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, shown: &str) {
        let value = serde_json::from_str(json).expect("JSON");
        let platform = Platform::read(value);
        assert_eq!(platform.as_ref().map(ToString::to_string).unwrap_or_default(), shown, "{json}");
        if let Some(platform) = platform {
            let parsed = Platform::parse(shown).expect(shown);
            assert_eq!(parsed, Platform { os_features: Vec::new(), ..platform });
        }
    }

    #[test]
    fn as_indexes_write_them() {
        check(r#"{"architecture":"amd64","os":"linux"}"#, "linux/amd64");
        check(r#"{"architecture":"arm","os":"linux","variant":"v7"}"#, "linux/arm/v7");
        check(r#"{"architecture":"arm64","os":"linux","variant":""}"#, "linux/arm64");
        check(
            r#"{"architecture":"amd64","os":"windows","os.version":"10.0.17763.6414","os.features":["win32k"]}"#,
            "windows(10.0.17763.6414)/amd64",
        );
        check(r#"{"architecture":"unknown","os":"unknown"}"#, "unknown/unknown");
        check(r#"{"architecture":"wasm"}"#, "unknown/wasm");
        check(r#"{"architecture":"","os":""}"#, "");
        check(r#"{"architecture":1,"os":null}"#, "");
        check("[]", "");
    }

    #[test]
    fn what_is_no_platform() {
        for text in ["", "linux", "linux/", "/amd64", "linux/arm/v7/x", "win(10/amd64", "linux /amd64", "a/b/<c>"] {
            assert_eq!(Platform::parse(text), Err(PlatformError(text.to_owned())));
        }
        assert!(Platform::parse("unknown/unknown").expect("a platform").is_unknown());
        assert_eq!(Platform::parse("linux/amd64"), Ok(Platform::linux_amd64()));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_text(text in "\\PC{0,30}|[a-z(/)0-9.]{0,20}") {
            if let Ok(platform) = Platform::parse(&text) {
                proptest::prop_assert_eq!(Platform::parse(&platform.to_string()), Ok(platform));
            }
        }
    }
}
