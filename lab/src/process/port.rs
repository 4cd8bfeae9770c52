//! Ports for programs that are told theirs.
//!
//! Between the choice of a port and the program that listens on it there is a moment, and where a server is stopped and
//! started again with another file there are seconds. The kernel must not give the port to somebody else meanwhile: not to
//! who asks for any port, and not to a connection on its way out. Both get theirs from one range, so these lie outside.

use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::net::TcpListener;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};

/// Below lie the ports that people know by heart and give to servers of their own.
const LOWEST: u16 = 20_000;

/// Where Linux begins to give ports to whoever asks for any, unless somebody has set it.
const USUALLY_GIVEN_FROM: u16 = 32_768;

/// The port behind the one that was handed out last; none before the first.
static NEXT: Mutex<Option<u16>> = Mutex::new(None);

/// A port of loopback that nobody listens on, and that nobody gets who does not ask for this one. No other call of this
/// program returns it before all of them were returned; other labs on this machine begin somewhere else. Fails where all
/// are taken.
pub fn free_port() -> Result<u16> {
    let Some(ports) = ours() else { return any() };
    let mut next = NEXT.lock().unwrap_or_else(PoisonError::into_inner);
    let first = next.unwrap_or_else(|| any_of(&ports));
    let port = free_from(&ports, first)
        .with_context(|| format!("all ports from {} to {} are taken", ports.start, ports.end - 1))?;
    *next = Some(port + 1);
    Ok(port)
}

/// Listens on a free port. Another process may try the same one in this very moment, so a taken one is not the end.
pub async fn listen() -> Result<tokio::net::TcpListener> {
    const TRIES: usize = 20;
    let mut last = None;
    for _ in 0..TRIES {
        match tokio::net::TcpListener::bind(("127.0.0.1", free_port()?)).await {
            Ok(listener) => return Ok(listener),
            Err(taken) => last = Some(taken),
        }
    }
    Err(last.context("nothing was tried")?).context("no loopback port could be opened")
}

/// The first port that nobody listens on, beginning somewhere among them.
fn free_from(ports: &Range<u16>, first: u16) -> Option<u16> {
    (first..ports.end).chain(ports.start..first).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
}

/// The ports that the kernel gives to nobody of itself; nothing where somebody has left it nearly all.
fn ours() -> Option<Range<u16>> {
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    let first = range.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(USUALLY_GIVEN_FROM);
    Some(LOWEST..first).filter(|ports| ports.len() > 1000)
}

/// What the kernel gives to whoever asks for any port.
fn any() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn any_of(ports: &Range<u16>) -> u16 {
    // The standard library's only randomness; it needs no more than to differ from one program to the next.
    let random = RandomState::new().hash_one(std::process::id());
    let offset = random % ports.len() as u64;
    ports.start + u16::try_from(offset).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_port_is_handed_out_twice_and_none_is_the_kernels() {
        let ports: BTreeSet<u16> = (0..300).map(|_| free_port().unwrap()).collect();
        assert_eq!(ports.len(), 300);
        if let Some(ours) = ours() {
            assert!(ports.iter().all(|port| ours.contains(port)), "{ports:?}");
            let any = any().unwrap();
            assert!(!ours.contains(&any), "{any}");
        }
    }

    #[test]
    fn a_port_that_somebody_listens_on_is_passed_over() {
        let taken = free_port().unwrap();
        let _held = TcpListener::bind(("127.0.0.1", taken)).unwrap();
        assert_eq!(free_from(&(taken..taken + 1), taken), None);
        let after = free_from(&(taken..u16::MAX), taken).unwrap();
        assert!(after > taken, "{after}");
    }

    #[test]
    fn behind_the_last_port_comes_the_first() {
        let free = free_port().unwrap();
        assert_eq!(free_from(&(free..free + 1), free + 1), Some(free));
    }
}
