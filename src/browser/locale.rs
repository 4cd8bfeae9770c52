//! Numbers and dates as the person's browser writes them: in its language, and in the zone of its machine (docs/decisions/0026).

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::registry::http::Moment;

/// A number with its thousands apart. What has a fraction is cut to three digits of it.
pub fn number(number: f64) -> String {
    thread_local! {
        static FORMAT: Function = Intl::NumberFormat::new(&languages(), &Object::new()).format();
    }
    FORMAT.with(|format| said(format, &JsValue::from_f64(number)))
}

/// The browser's own languages, which none says; but where a machine names none (`LANG=C`), WebKitGTK's is one for machines, without marks
/// between thousands, and the page's own language is meant.
fn languages() -> Array {
    let options = Intl::NumberFormat::new(&Array::new(), &Object::new()).resolved_options();
    let language = Reflect::get(&options, &JsValue::from_str("locale")).ok().and_then(|language| language.as_string());
    match language.is_some_and(|language| language.to_ascii_lowercase().contains("posix")) {
        true => Array::of1(&JsValue::from_str("en-US")),
        false => Array::new(),
    }
}

/// A number with exactly one digit behind the point.
pub fn with_tenths(number: f64) -> String {
    thread_local! {
        static FORMAT: Function = {
            let options = Object::new();
            for name in ["minimumFractionDigits", "maximumFractionDigits"] {
                set(&options, name, &JsValue::from_f64(1.0));
            }
            Intl::NumberFormat::new(&languages(), &options).format()
        };
    }
    FORMAT.with(|format| said(format, &JsValue::from_f64(number)))
}

/// A date, to the minute, with the name of its zone.
pub fn date(moment: Moment) -> String {
    DATES.with(|dates| said(&dates.format(), &Date::new(&JsValue::from_f64(moment.0 as f64))))
}

/// The language of [`date`], as the attribute `lang` names it.
pub fn language() -> String {
    let language = DATES.with(|dates| Reflect::get(&dates.resolved_options(), &JsValue::from_str("locale")));
    language.ok().and_then(|language| language.as_string()).unwrap_or_default()
}

thread_local! {
    static DATES: Intl::DateTimeFormat = {
        let options = Object::new();
        for (name, value) in [
            ("year", "numeric"),
            ("month", "short"),
            ("day", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("timeZoneName", "short"),
        ] {
            set(&options, name, &JsValue::from_str(value));
        }
        Intl::DateTimeFormat::new(&languages(), &options)
    };
}

/// A new object takes any member.
fn set(options: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(options, &JsValue::from_str(name), value);
}

fn said(format: &Function, value: &JsValue) -> String {
    let said = format.call1(&JsValue::UNDEFINED, value);
    said.ok().and_then(|said| said.as_string()).unwrap_or_default()
}
