//! Machines and networks that people come with, as Chromium acts them.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use super::visit::Visit;

/// A machine and its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Profile {
    /// This machine, and loopback.
    Unthrottled,
    /// An old machine far from the registry.
    Slow,
    /// A phone on a mobile network.
    Phone,
}

/// Mbit/s, both ways.
const PHONE_NETWORK: f64 = 1.44;

impl Profile {
    /// How many times slower the processor is.
    fn processor(self) -> f64 {
        match self {
            Self::Unthrottled => 1.0,
            Self::Slow | Self::Phone => 4.0,
        }
    }

    /// What each request waits for its answer at least, in milliseconds; and bytes a second, -1 for as many as come.
    fn network(self) -> (f64, f64) {
        match self {
            Self::Unthrottled => (0.0, -1.0),
            Self::Slow => (100.0, -1.0),
            Self::Phone => (150.0, PHONE_NETWORK * 1e6 / 8.0),
        }
    }

    pub(super) const ALL: [Self; 3] = [Self::Unthrottled, Self::Slow, Self::Phone];

    /// What docker-registry-ui 2.6.0, the best static peer, takes until 20 repositories are on screen, divided by what a bare page
    /// takes: the figures of 28 November 2026, handed to us from outside.
    pub(super) fn handed_peer(self) -> f64 {
        match self {
            Self::Unthrottled => 384.0 / 109.0,
            Self::Slow => 1448.0 / 572.0,
            Self::Phone => 1424.0 / 669.0,
        }
    }

    /// Makes a browser's tab as slow as this.
    pub(super) async fn put_on(self, visit: &Visit) -> Result<()> {
        if self == Self::Unthrottled {
            return Ok(());
        }
        let (latency, throughput) = self.network();
        let network = json!({
            "offline": false, "latency": latency, "downloadThroughput": throughput, "uploadThroughput": throughput,
        });
        visit.devtools("Network.enable", json!({})).await?;
        visit.devtools("Network.emulateNetworkConditions", network).await?;
        visit.devtools("Emulation.setCPUThrottlingRate", json!({"rate": self.processor()})).await?;
        Ok(())
    }
}
