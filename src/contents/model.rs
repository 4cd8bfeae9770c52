//! AI models, by the configurations that four tools write. The models themselves are gigabytes beside them, and are not read.
//!
//! ```text
//! Docker     {"config": {"format", "quantization", "parameters", "architecture", "size"}, "descriptor": {"created"}}
//!            https://github.com/docker/model-spec/blob/main/config.md
//! ModelPack  {"descriptor": {"name", "family", "title", "description", "vendor", "licenses", "sourceURL", …},
//!             "config": {"architecture", "format", "paramSize", "precision", "quantization"}}
//!            https://github.com/modelpack/model-spec/blob/main/docs/config.md
//! KitOps     {"manifestVersion", "package": {"name", "version", "description", "license", "authors"}, "model": {…}, "datasets": […], …}
//!            https://kitops.org/docs/kitfile/format/
//! Ollama     {"model_format", "model_family", "model_families", "model_type", "file_type"}
//!            https://github.com/ollama/ollama, server/images.go
//! ```

use serde_json::Value;

/// What a model says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AiModel {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What else it says, with what that is called here.
    pub facts: Vec<(&'static str, String)>,
    /// Addresses that it names, with what they are of.
    pub links: Vec<(&'static str, String)>,
    /// What is packed with it: what that is, its path or name, and what it is for.
    pub parts: Vec<(&'static str, String, String)>,
}

/// So many parts are read.
const MANY: usize = 1_000;

impl AiModel {
    /// Reads a configuration; `None` where it is none of the four.
    pub(super) fn read(value: &Value) -> Option<AiModel> {
        if value.get("model_format").is_some() && value.get("model_family").is_some() {
            return Some(ollama(value));
        }
        if value.get("manifestVersion").is_some_and(Value::is_string) && value.get("package").is_some() {
            return Some(kitops(value));
        }
        let config = value.get("config").filter(|config| config.is_object())?;
        let has = |name: &str| config.get(name).is_some_and(Value::is_string);
        let is_model =
            has("format") && (has("architecture") || has("parameters") || has("paramSize") || has("quantization"));
        let is_packed =
            value.get("modelfs").is_some() || value.get("rootfs").is_some() || value.get("descriptor").is_some();
        (is_model && is_packed).then(|| described(value, config))
    }
}

fn ollama(value: &Value) -> AiModel {
    let facts = [
        ("Family", "model_family"),
        ("Parameters", "model_type"),
        ("Format", "model_format"),
        ("Quantization", "file_type"),
    ];
    AiModel { facts: texts(value, &facts), ..AiModel::default() }
}

/// Docker's and ModelPack's, which have their members in the same places.
fn described(value: &Value, config: &Value) -> AiModel {
    let descriptor = value.get("descriptor").unwrap_or(&Value::Null);
    let mut facts = texts(descriptor, &[("Family", "family"), ("Version", "revision"), ("Vendor", "vendor")]);
    facts.extend(list(descriptor, "licenses").map(|licenses| ("Licences", licenses)));
    facts.extend(list(descriptor, "authors").map(|authors| ("Authors", authors)));
    facts.extend(texts(
        config,
        &[
            ("Architecture", "architecture"),
            ("Parameters", "parameters"),
            ("Parameters", "paramSize"),
            ("Format", "format"),
            ("Precision", "precision"),
            ("Quantization", "quantization"),
            ("Size", "size"),
        ],
    ));
    facts.extend(texts(descriptor, &[("Created", "created"), ("Created", "createdAt")]));
    let title = text(descriptor, "title");
    AiModel {
        name: if title.is_empty() { text(descriptor, "name") } else { title },
        description: text(descriptor, "description"),
        facts,
        links: texts(descriptor, &[("Source", "sourceURL"), ("Documentation", "docURL")]),
        parts: Vec::new(),
    }
}

fn kitops(value: &Value) -> AiModel {
    let (none, package) = (Value::Null, &value["package"]);
    let model = value.get("model").unwrap_or(&none);
    let mut facts = texts(package, &[("Version", "version"), ("Licences", "license")]);
    facts.extend(list(package, "authors").map(|authors| ("Authors", authors)));
    facts.extend(texts(
        model,
        &[
            ("Model", "name"),
            ("Version of the model", "version"),
            ("Framework", "framework"),
            ("Licence of the model", "license"),
        ],
    ));
    let mut parts = Vec::new();
    if !text(model, "path").is_empty() {
        parts.push(("Model", text(model, "path"), text(model, "description")));
    }
    for (what, name) in [("Data", "datasets"), ("Code", "code"), ("Text", "docs"), ("Prompt", "prompts")] {
        let all = value.get(name).and_then(Value::as_array).into_iter().flatten();
        parts.extend(all.take(MANY).map(|one| (what, text(one, "path"), text(one, "description"))));
    }
    AiModel { name: text(package, "name"), description: text(package, "description"), facts, links: Vec::new(), parts }
}

fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// Those of some members that are there.
fn texts(value: &Value, names: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let all = names.iter().map(|(shown, name)| (*shown, text(value, name)));
    all.filter(|(_, text)| !text.is_empty()).collect()
}

/// Several texts in one, or one that stands alone.
fn list(value: &Value, name: &str) -> Option<String> {
    let texts = match value.get(name)? {
        Value::Array(all) => all.iter().take(MANY).filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        _ => text(value, name),
    };
    Some(texts).filter(|texts| !texts.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<AiModel> {
        AiModel::read(&serde_json::from_str(body).expect("JSON"))
    }

    fn facts(body: &str) -> String {
        let model = read(body).expect("a model");
        let facts: Vec<String> = model.facts.iter().map(|(name, text)| format!("{name}: {text}")).collect();
        format!("{} | {} | {}", model.name, model.description, facts.join("; "))
    }

    /// As the specifications have them.
    #[test]
    fn what_four_tools_write() {
        assert_eq!(
            facts(
                r#"{"config":{"format":"gguf","quantization":"IQ2_XXS/Q4_K_M","parameters":"361.82 M","architecture":"llama",
                "size":"256.35 MiB"},"descriptor":{"created":"2025-04-01T10:00:00Z"},"rootfs":{"type":"rootfs","diff_ids":[]}}"#
            ),
            " |  | Architecture: llama; Parameters: 361.82 M; Format: gguf; Quantization: IQ2_XXS/Q4_K_M; Size: 256.35 MiB; \
             Created: 2025-04-01T10:00:00Z"
        );
        assert_eq!(
            facts(
                r#"{"descriptor":{"createdAt":"2025-01-01T00:00:00Z","authors":["ada@shop.example"],"family":"qwen2","name":
                "shop-7B","title":"Shop 7B","description":"Sells","licenses":["Apache-2.0"],"sourceURL":"https://git.example/x"},
                "config":{"architecture":"transformer","format":"safetensors","paramSize":"7b","precision":"float16"},
                "modelfs":{"type":"layers","diffIds":[]}}"#
            ),
            "Shop 7B | Sells | Family: qwen2; Licences: Apache-2.0; Authors: ada@shop.example; Architecture: transformer; \
             Parameters: 7b; Format: safetensors; Precision: float16; Created: 2025-01-01T00:00:00Z"
        );
        let kit = r#"{"manifestVersion":"1.0.0","package":{"name":"titanic","version":1.1,"description":"Who lives",
            "authors":["Jozu"],"license":"Apache-2.0"},"model":{"name":"titanic","path":"model.onnx","framework":"onnx"},
            "datasets":[{"name":"t","path":"data/train.csv","description":"to train on"}],"code":[{"path":"src"}],"docs":7}"#;
        assert_eq!(
            facts(kit),
            "titanic | Who lives | Version: 1.1; Licences: Apache-2.0; Authors: Jozu; Model: titanic; Framework: onnx"
        );
        let parts = read(kit).expect("a model").parts;
        assert_eq!(parts[1], ("Data", "data/train.csv".to_owned(), "to train on".to_owned()));
        assert_eq!(parts.len(), 3);
        assert_eq!(
            facts(
                r#"{"model_format":"gguf","model_family":"llama","model_families":["llama"],"model_type":"8.0B","file_type":"Q4_0"}"#
            ),
            " |  | Family: llama; Parameters: 8.0B; Format: gguf; Quantization: Q4_0"
        );
    }

    #[test]
    fn what_is_none() {
        for body in [
            "{}",
            "[]",
            r#"{"config":{"Env":[]},"rootfs":{}}"#,
            r#"{"config":{"format":"gguf"}}"#,
            r#"{"config":{"format":1,"architecture":2},"rootfs":{}}"#,
            r#"{"manifestVersion":1,"package":{}}"#,
        ] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
