//! Image configurations: how an image runs and how it was built.
//!
//! This module does not know the layers' sizes; they stand in the manifest.

use std::collections::BTreeMap;

use serde_json::Value;

use super::http::Moment;
use super::manifest::{Descriptor, DocumentError, member_list, member_map, member_text, parse_json};
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
    pub labels: BTreeMap<String, String>,
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
    pub fn parse(body: &[u8]) -> Result<ImageConfig, DocumentError> {
        let value = parse_json(body)?;
        if !value.is_object() {
            return Err(DocumentError::UnknownShape("no members".to_owned()));
        }
        let created_text = filled(&value, "created");
        let history = value.get("history").and_then(Value::as_array);
        Ok(ImageConfig {
            created: created_text.as_deref().and_then(time::parse),
            created_text,
            author: filled(&value, "author"),
            architecture: member_text(&value, "architecture").unwrap_or_default(),
            os: member_text(&value, "os").unwrap_or_default(),
            variant: filled(&value, "variant"),
            config: value.get("config").map(Execution::read).unwrap_or_default(),
            history: history.into_iter().flatten().map(History::read).collect(),
            diff_ids: value.get("rootfs").map(|rootfs| member_list(rootfs, "diff_ids")).unwrap_or_default(),
        })
    }

    /// Each layer of the manifest with the step that made it. Where the history does not have exactly one step for
    /// each layer, nothing says which step made which, and no layer has one.
    pub fn layers_with_history<'a>(&'a self, layers: &'a [Descriptor]) -> Vec<(&'a Descriptor, Option<&'a History>)> {
        let steps: Vec<&History> = self.history.iter().filter(|step| !step.empty_layer).collect();
        let is_complete = steps.len() == layers.len();
        let step = |at: usize| steps.get(at).copied().filter(|_| is_complete);
        layers.iter().enumerate().map(|(at, layer)| (layer, step(at))).collect()
    }
}

impl Execution {
    fn read(value: &Value) -> Execution {
        Execution {
            env: member_list(value, "Env"),
            entrypoint: member_list(value, "Entrypoint"),
            cmd: member_list(value, "Cmd"),
            user: filled(value, "User"),
            working_dir: filled(value, "WorkingDir"),
            labels: member_map(value, "Labels"),
            exposed_ports: member_names(value, "ExposedPorts"),
            volumes: member_names(value, "Volumes"),
            stop_signal: filled(value, "StopSignal"),
            healthcheck: value.get("Healthcheck").map(|check| member_list(check, "Test")).unwrap_or_default(),
        }
    }
}

impl History {
    fn read(value: &Value) -> History {
        History {
            created: member_text(value, "created").as_deref().and_then(time::parse),
            created_by: member_text(value, "created_by").unwrap_or_default(),
            author: filled(value, "author"),
            comment: filled(value, "comment"),
            empty_layer: value.get("empty_layer").and_then(Value::as_bool).unwrap_or(false),
        }
    }
}

fn filled(value: &Value, name: &str) -> Option<String> {
    member_text(value, name).filter(|text| !text.is_empty())
}

/// The names in an object that stands for a set.
fn member_names(value: &Value, name: &str) -> Vec<String> {
    value.get(name).and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
