//! A browser that knows names and an authority which nobody else knows.

use anyhow::{Result, ensure};
use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::engine::Engine;
use crate::network::names::{Family, SERVICES};
use crate::network::tls;

/// What Chromium is started with. A rule of its resolver has one address; the rule that gives it both is localhost's own.
pub(super) fn chromium_arguments() -> Result<[String; 2]> {
    let rules = Family::ALL.map(|family| {
        let names = family.name("*", Engine::Chromium);
        match family.addresses(Engine::Chromium).as_slice() {
            [address] => format!("MAP {names} {address}"),
            _ => format!("MAP {names} localhost"),
        }
    });
    Ok([
        format!("--host-resolver-rules={}", rules.join(",")),
        format!("--ignore-certificate-errors-spki-list={}", tls::right_key_hash()?),
    ])
}

/// Tells a running Firefox, as only its own code could.
pub(super) async fn tell_firefox(client: &Client) -> Result<()> {
    client.issue_cmd(Context("chrome")).await?;
    let names: Vec<Value> = Family::ALL
        .into_iter()
        .flat_map(|family| SERVICES.map(|service| (family, service)))
        .map(|(family, service)| json!([family.name(service, Engine::Firefox), family.addresses(Engine::Firefox)]))
        .collect();
    let told = client.execute(TELL, vec![names.into(), tls::authority_base64()?.into()]).await?;
    client.issue_cmd(Context("content")).await?;
    ensure!(told == Value::Bool(true), "Firefox did not take the lab's names: {told}");
    Ok(())
}

const TELL: &str = r#"
    const names = Cc["@mozilla.org/network/native-dns-override;1"].getService(Ci.nsINativeDNSResolverOverride);
    for (const [name, addresses] of arguments[0]) {
        for (const address of addresses) names.addIPOverride(name, address);
    }
    const certificates = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
    certificates.addCertFromBase64(arguments[1], "C,C,C");
    return true;"#;

/// Whether scripts run in the page or in the browser itself: geckodriver alone has the command.
#[derive(Debug)]
struct Context(&'static str);

impl WebDriverCompatibleCommand for Context {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/moz/context", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "context": self.0 }).to_string()))
    }
}
