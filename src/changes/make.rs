//! The way from a wish to a plan.

use super::copy::copy;
use super::delete::delete;
use super::known::Known;
use super::plan::Plan;
use super::put::put;
use super::wish::{Asked, BringBack, Wish};
use crate::registry::http::Http;

/// Plans what `wish` asks for, by what is `known` of the repository; of a copy that is the one where the image is, and the plan is about
/// the other one.
///
/// A plan is as good as what is known: a manifest without a name, which no index lists and nothing known hangs on or under, is in no list
/// of a registry, so nobody knows whether it names something that goes. `http` is asked for the time alone, and lets others work
/// (docs/decisions/0020).
pub async fn plan<H: Http>(http: &H, known: &Known, wish: &Wish) -> Plan {
    match &wish.asked {
        Asked::Delete(deletions) => delete(http, known, wish, deletions).await,
        Asked::SetTags(names) => {
            let back = BringBack { names: names.clone(), documents: Vec::new() };
            put(http, known, wish, &back).await
        }
        Asked::BringBack(back) => put(http, known, wish, back).await,
        Asked::Copy(copying) => copy(http, known, wish, copying).await,
    }
}
