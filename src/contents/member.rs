//! What stands in members of strangers' JSON. One that is missing, or is something else, is empty.

use serde_json::Value;

/// A member that is a text.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The items of a member that is a list.
pub(super) fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The texts of a member that is a list, or the one text that stands in its place.
pub(super) fn texts(value: &Value, name: &str) -> Vec<String> {
    let alone = value.get(name).and_then(Value::as_str);
    items(value, name).iter().filter_map(Value::as_str).chain(alone).map(str::to_owned).collect()
}

/// The first of some texts that is not empty.
pub(super) fn first<'a>(texts: impl IntoIterator<Item = &'a str>) -> &'a str {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// Digests as in-toto's statements write them, `{"sha256": "…"}`: `sha256:…`.
pub(super) fn digests(value: &Value) -> Vec<String> {
    let Some(members) = value.get("digest").and_then(Value::as_object) else { return Vec::new() };
    members.iter().filter_map(|(name, one)| Some(format!("{name}:{}", one.as_str()?))).collect()
}
