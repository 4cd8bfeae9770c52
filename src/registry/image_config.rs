//! Image configurations: how an image runs and how it was built.
//!
//! This module does not know the layers' sizes; they stand in the manifest.

use serde_json::Value;

use super::annotations::Annotations;
use super::http::Moment;
use super::json::{self, JsonError, filled};
use super::platform::Platform;
use super::time;

/// An image's configuration (OCI image specification, config.md). What is missing or `null` is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageConfig {
    /// When it was built.
    pub created: Option<Moment>,
    /// The same as it is written, also where it is no time after 1970.
    pub created_text: Option<String>,
    /// Who built it.
    pub author: Option<String>,
    /// The processor.
    pub architecture: String,
    /// The operating system.
    pub os: String,
    /// The processor's variant.
    pub variant: Option<String>,
    /// How it runs.
    pub config: Execution,
    /// How it was built, from the lowest layer to the highest.
    pub history: Vec<History>,
    /// The digests of the layers' tar archives, not compressed.
    pub diff_ids: Vec<String>,
}

/// Why a blob is no image configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageConfigError {
    /// It is no JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It is JSON, and no object.
    #[error("the image configuration is not a JSON object")]
    NotAnObject,
}

/// How a container of the image runs unless it is told otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Execution {
    /// Variables, `NAME=value`. They may hold what somebody believed to be secret.
    pub env: Vec<String>,
    /// The program with its fixed arguments.
    pub entrypoint: Vec<String>,
    /// The arguments, or the program where there is no entry point.
    pub cmd: Vec<String>,
    /// Who runs it: name or number, with `:group`.
    pub user: Option<String>,
    /// Where it runs.
    pub working_dir: Option<String>,
    /// Labels.
    pub labels: Annotations,
    /// Ports that it listens on: `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// Folders that it wants kept.
    pub volumes: Vec<String>,
    /// The signal that ends it.
    pub stop_signal: Option<String>,
    /// The command that says whether it is well (a member of Docker's).
    pub healthcheck: Vec<String>,
}

/// One step of a build.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// When.
    pub created: Option<Moment>,
    /// The command.
    pub created_by: String,
    /// Who.
    pub author: Option<String>,
    /// The builder's remark.
    pub comment: Option<String>,
    /// Whether the step made no layer.
    pub empty_layer: bool,
}

impl ImageConfig {
    /// Reads a configuration blob.
    pub fn parse(body: &[u8]) -> Result<ImageConfig, ImageConfigError> {
        ImageConfig::read(json::parse(body)?)
    }

    /// The same of a blob that was read already.
    ///
    /// # Errors
    ///
    /// Where it is no object.
    pub fn read(mut value: Value) -> Result<ImageConfig, ImageConfigError> {
        if !value.is_object() {
            return Err(ImageConfigError::NotAnObject);
        }
        let created_text = filled(&value, "created");
        let history = match json::take(&mut value, "history") {
            Value::Array(steps) => steps.iter().map(History::read).collect(),
            _ => Vec::new(),
        };
        Ok(ImageConfig {
            created: created_text.as_deref().and_then(time::parse),
            created_text,
            author: filled(&value, "author"),
            architecture: json::text(&value, "architecture").unwrap_or_default(),
            os: json::text(&value, "os").unwrap_or_default(),
            variant: filled(&value, "variant"),
            config: Execution::read(json::take(&mut value, "config")),
            history,
            diff_ids: json::take_texts(&mut json::take(&mut value, "rootfs"), "diff_ids"),
        })
    }

    /// The platform that it is for; `None` where it names none.
    pub fn platform(&self) -> Option<Platform> {
        let word = |word: &str| if word.is_empty() { "unknown".to_owned() } else { word.to_owned() };
        let names_none = self.os.is_empty() && self.architecture.is_empty();
        (!names_none).then(|| Platform {
            os: word(&self.os),
            architecture: word(&self.architecture),
            variant: self.variant.clone(),
            ..Platform::default()
        })
    }
}

/// A step, a layer, or most often both, by their places in the history and in the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerRow {
    /// Which layer of the manifest.
    pub layer: Option<usize>,
    /// Which step of the history made it.
    pub step: Option<usize>,
    /// The first of several steps whose files are in the layer, where that is an earlier one.
    pub from: Option<usize>,
}

/// The layers of a manifest with the steps that made them, from the lowest to the highest. Where the history does not have exactly one
/// step for each layer, nothing says which step made which, and no layer has one.
///
/// buildah, unless it is told to keep layers, and kaniko with a single snapshot put the files of all steps into one layer, give that to the
/// last of them, `CMD` for one, and mark the others as steps without a layer. So a step of these that writes files belongs to the layer that
/// follows; with `RUN` alone that is sure only where the step that has the layer writes none, for it may as well have changed nothing.
pub fn rows(history: &[History], layers: usize) -> Vec<LayerRow> {
    if history.iter().filter(|step| !step.empty_layer).count() != layers {
        return (0..layers).map(|at| LayerRow { layer: Some(at), step: None, from: None }).collect();
    }
    let mut rows: Vec<LayerRow> = Vec::new();
    let (mut next, mut begin) = (0, 0);
    for (at, step) in history.iter().enumerate() {
        if step.empty_layer {
            rows.push(LayerRow { layer: None, step: Some(at), from: None });
            continue;
        }
        let before = &history[begin..at];
        let (runs, copies) =
            (|one: &History| instruction(one) == "RUN", |one: &History| matches!(instruction(one), "COPY" | "ADD"));
        let writes_none = !runs(step) && !copies(step) && INSTRUCTIONS.contains(&instruction(step));
        let is_together = before.iter().any(copies) || (writes_none && before.iter().any(runs));
        let from = before.iter().position(|one| is_together && (runs(one) || copies(one))).map(|from| begin + from);
        if let Some(from) = from {
            rows.truncate(rows.len() - (at - from));
        }
        rows.push(LayerRow { layer: Some(next), step: Some(at), from });
        (next, begin) = (next + 1, at + 1);
    }
    rows
}

/// Instructions that change no file.
const INSTRUCTIONS: [&str; 12] = [
    "CMD",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
];

/// The first word of a step as it stood in a Dockerfile.
fn instruction(step: &History) -> &str {
    let text = step.created_by.trim_start();
    let text = text.strip_prefix("/bin/sh -c #(nop)").map_or(text, str::trim_start);
    let word = text.split_whitespace().next().unwrap_or_default();
    if word.starts_with('|') || word == "/bin/sh" { "RUN" } else { word }
}

impl Execution {
    fn read(mut value: Value) -> Execution {
        let mut texts = |name: &str| json::take_texts(&mut value, name);
        let (env, entrypoint, cmd) = (texts("Env"), texts("Entrypoint"), texts("Cmd"));
        Execution {
            env,
            entrypoint,
            cmd,
            user: filled(&value, "User"),
            working_dir: filled(&value, "WorkingDir"),
            labels: json::take_annotations(&mut value, "Labels"),
            exposed_ports: json::take_names(&mut value, "ExposedPorts"),
            volumes: json::take_names(&mut value, "Volumes"),
            stop_signal: filled(&value, "StopSignal"),
            healthcheck: json::take_texts(&mut json::take(&mut value, "Healthcheck"), "Test"),
        }
    }
}

impl History {
    fn read(value: &Value) -> History {
        History {
            created: json::text(value, "created").as_deref().and_then(time::parse),
            created_by: json::text(value, "created_by").unwrap_or_default(),
            author: filled(value, "author"),
            comment: filled(value, "comment"),
            empty_layer: value.get("empty_layer").and_then(Value::as_bool).unwrap_or(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What BuildKit writes, shortened.
    const BUILDKIT: &str = r#"{
        "architecture": "arm64", "os": "linux", "variant": "v8", "created": "2026-11-22T18:05:09.123456789Z",
        "config": {
            "Env": ["PATH=/usr/bin", "LANG=C.UTF-8"], "Entrypoint": ["/app"], "Cmd": null, "User": "", "WorkingDir": "/srv",
            "Labels": {"org.opencontainers.image.title": "app"}, "ExposedPorts": {"80/tcp": {}, "443/tcp": {}},
            "Volumes": {"/data": {}}, "StopSignal": "SIGQUIT", "Healthcheck": {"Test": ["CMD", "/app", "check"]}
        },
        "history": [
            {"created": "2026-11-01T00:00:00Z", "created_by": "ADD rootfs.tar / # buildkit", "comment": "buildkit.dockerfile.v0"},
            {"created": "2026-11-22T18:05:09Z", "created_by": "ENV LANG=C.UTF-8", "empty_layer": true},
            {"created": "2026-11-22T18:05:09Z", "created_by": "COPY app /app"}
        ],
        "rootfs": {"type": "layers", "diff_ids": ["sha256:1", "sha256:2"]}
    }"#;

    #[test]
    fn an_image() {
        let image = ImageConfig::parse(BUILDKIT.as_bytes()).expect("a configuration");
        assert_eq!(
            (image.os.as_str(), image.architecture.as_str(), image.variant.as_deref()),
            ("linux", "arm64", Some("v8"))
        );
        assert_eq!(image.created.map(time::format).as_deref(), Some("2026-11-22 18:05 UTC"));
        assert_eq!(image.config.env, ["PATH=/usr/bin", "LANG=C.UTF-8"]);
        assert_eq!(image.config.entrypoint, ["/app"]);
        assert_eq!(image.config.cmd, [""; 0]);
        assert_eq!(image.config.user, None);
        assert_eq!(image.config.exposed_ports, ["443/tcp", "80/tcp"]);
        assert_eq!(image.config.volumes, ["/data"]);
        assert_eq!(image.config.healthcheck, ["CMD", "/app", "check"]);
        assert_eq!(image.diff_ids, ["sha256:1", "sha256:2"]);
    }

    #[test]
    fn layers_and_the_steps_that_made_them() {
        let image = ImageConfig::parse(BUILDKIT.as_bytes()).expect("a configuration");
        assert_eq!(pairs(&image.history, 2), "0 by 0, none by 1, 1 by 2");
        assert_eq!(pairs(&image.history, 3), "0, 1, 2");
        assert_eq!(pairs(&image.history, 1), "0");
        assert_eq!(pairs(&image.history, 0), "");
    }

    fn pairs(history: &[History], layers: usize) -> String {
        let row = |row: &LayerRow| {
            let layer = row.layer.map_or("none".to_owned(), |layer| layer.to_string());
            let step = row.step.map_or(String::new(), |step| format!(" by {step}"));
            format!("{layer}{}{step}", row.from.map_or(String::new(), |from| format!(" by {from} to")))
        };
        rows(history, layers).iter().map(row).collect::<Vec<_>>().join(", ").replace(" to by ", " to ")
    }

    /// `+` makes a layer by its mark, `-` none.
    fn history(steps: &[&str]) -> Vec<History> {
        let step = |step: &&str| History {
            created_by: step[1..].to_owned(),
            empty_layer: step.starts_with('-'),
            ..History::default()
        };
        steps.iter().map(step).collect()
    }

    /// The first three are buildah's (1.28.2): alone, `FROM` such an image, and with `--layers`.
    #[test]
    fn several_steps_in_one_layer() {
        let alone = [
            "-/bin/sh -c #(nop) COPY file:f2 in /a ",
            "-/bin/sh -c #(nop) ENV LANG=C.UTF-8",
            "-/bin/sh -c #(nop) COPY file:1f in /b ",
            "+/bin/sh -c #(nop) CMD [\"/a\"]",
        ];
        assert_eq!(pairs(&history(&alone), 1), "0 by 0 to 3");
        let child =
            ["-/bin/sh -c #(nop) COPY file:61 in /c ", "-/bin/sh -c #(nop) ENV A=1", "+/bin/sh -c #(nop) LABEL x=y"];
        assert_eq!(pairs(&history(&[&alone[..], &child].concat()), 2), "0 by 0 to 3, 1 by 4 to 6");
        let layers = [
            "+/bin/sh -c #(nop) COPY file:f2 in /a ",
            "-/bin/sh -c #(nop) ENV A=1",
            "+/bin/sh -c #(nop) COPY file:1f in /b ",
        ];
        assert_eq!(pairs(&history(&layers), 2), "0 by 0, none by 1, 1 by 2");
        assert_eq!(pairs(&history(&["-ENV A=1", "-/bin/sh -c make", "+CMD x"]), 1), "none by 0, 0 by 1 to 2");
        assert_eq!(pairs(&history(&["-ENV A=1", "-COPY a b", "+/bin/sh -c make"]), 1), "none by 0, 0 by 1 to 2");
        // A command that changed nothing, as Docker has it.
        assert_eq!(pairs(&history(&["-/bin/sh -c true", "+COPY a b"]), 1), "none by 0, 0 by 1");
        assert_eq!(pairs(&history(&["-/bin/sh -c true", "+bazel build"]), 1), "none by 0, 0 by 1");
        assert_eq!(pairs(&history(&["-CMD x", "+LABEL a=b"]), 1), "none by 0, 0 by 1");
    }

    #[test]
    fn what_is_missing_is_empty() {
        let nulls = r#"{"created":null,"config":null,"history":null,"rootfs":null,"os":null}"#;
        let wrong = r#"{"created":7,"config":[],"history":{},"rootfs":"x","os":{},"architecture":[]}"#;
        for body in ["{}", nulls, wrong] {
            assert_eq!(ImageConfig::parse(body.as_bytes()), Ok(ImageConfig::default()), "{body}");
        }
        let reproducible =
            ImageConfig::parse(br#"{"created":"0001-01-01T00:00:00Z","history":[null]}"#).expect("a configuration");
        assert_eq!(reproducible.created, None);
        assert_eq!(reproducible.created_text.as_deref(), Some("0001-01-01T00:00:00Z"));
        assert_eq!(reproducible.history, [History::default()]);
    }

    #[test]
    fn what_is_no_configuration() {
        assert_eq!(ImageConfig::parse(b""), Err(JsonError::Empty.into()));
        assert_eq!(ImageConfig::parse(b"[]"), Err(ImageConfigError::NotAnObject));
        assert!(matches!(
            ImageConfig::parse(b"<html>"),
            Err(ImageConfigError::Json(JsonError::NotJson { html: true, .. }))
        ));
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_body(body: Vec<u8>) {
            let _ = ImageConfig::parse(&body);
        }

        #[test]
        fn any_cut(end in 0..BUILDKIT.len()) {
            proptest::prop_assert!(ImageConfig::parse(&BUILDKIT.as_bytes()[..end]).is_err());
        }
    }
}
