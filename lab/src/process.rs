//! Child processes that never outlive the lab.
//!
//! A child ends with its [`Process`] value: at the end of a test, on a panic (the stack unwinds), and
//! on Ctrl+C (the command returns). Where the lab itself is killed, the kernel ends the child: every
//! child starts through `setpriv --pdeathsig`, which needs no unsafe code of ours.

pub(crate) mod account;
pub mod memory;
mod port;
pub mod processor_time;
mod tree;

use std::fs::File;
use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::folders;
pub use port::{free_port, listen};

/// How long a child may take to become ready.
pub const READY_WITHIN: Duration = Duration::from_secs(30);

/// How long a child may take to end by itself before it is killed.
const END_WITHIN: Duration = Duration::from_secs(3);

/// A running child. Dropping it stops the child and all that the child started.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
    ready_within: Duration,
    _folder: TempDir,
}

impl Process {
    /// Starts a program whose output goes to a log file in a temporary folder.
    pub fn start(name: &str, command: Command) -> Result<Self> {
        Self::start_as(None, name, command)
    }

    /// Like [`start`](Self::start), as another account, which only root can be.
    pub fn start_as(account: Option<u32>, name: &str, command: Command) -> Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("pierglass-").tempdir().context("no temporary folder could be made")?;
        let log = folder.path().join(format!("{name}.log"));
        let output = File::create(&log)?;
        let mut command = bound_to_the_lab(command, account);
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            // Its own group, so that stopping it also stops what it started (a driver's browser).
            .process_group(0);
        let child = spawn_in_nursery(command).with_context(|| format!("{name} could not be started"))?;
        Ok(Self { name: name.to_owned(), child, log, ready_within: READY_WITHIN, _folder: folder })
    }

    /// The same process, which may take so long to become ready.
    #[must_use]
    pub fn ready_within(mut self, ready_within: Duration) -> Self {
        self.ready_within = ready_within;
        self
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// All that the child has printed so far.
    pub fn output(&self) -> String {
        read_lossy(&self.log)
    }

    /// Polls until `ready` finds what it looks for in the child's output. Fails with the last lines
    /// of the output when the child ends first or takes longer than it may, which is [`READY_WITHIN`] unless somebody said otherwise.
    pub async fn wait_until<T>(&mut self, mut ready: impl FnMut(&str) -> Option<T>) -> Result<T> {
        let begun = Instant::now();
        loop {
            let output = self.output();
            if let Some(found) = ready(&output) {
                return Ok(found);
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended early ({status}):\n{}", self.name, tail(&output));
            }
            if begun.elapsed() > self.ready_within {
                bail!("{} did not get ready in time:\n{}", self.name, tail(&output));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Polls until a loopback port answers.
    pub async fn wait_for_port(&mut self, port: u16) -> Result<()> {
        self.wait_until(|_| std::net::TcpStream::connect(("127.0.0.1", port)).ok()).await.map(drop)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = Pid::from_raw(self.child.id().cast_signed());
        let _ = killpg(group, Signal::SIGTERM);
        let begun = Instant::now();
        while begun.elapsed() < END_WITHIN {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        // Also when the child ended by itself: what it started may still run.
        let _ = killpg(group, Signal::SIGKILL);
        let _ = self.child.wait();
    }
}

/// Resolves when the person presses Ctrl+C or the lab is asked to end.
pub async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// The same command, started so that the kernel ends it with the thread that started it.
fn bound_to_the_lab(command: Command, account: Option<u32>) -> Command {
    let Some(setpriv) = folders::find_program("setpriv") else {
        return command;
    };
    let mut bound = Command::new(setpriv);
    if let Some(account) = account {
        bound.args([format!("--reuid={account}"), format!("--regid={account}"), "--clear-groups".to_owned()]);
    }
    bound.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => bound.env(name, value),
            None => bound.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        bound.current_dir(folder);
    }
    bound
}

type Order = (Command, Sender<std::io::Result<Child>>);

/// The kernel's death signal follows the *thread* that started a child, not the process; a test's or a
/// runtime's thread may end long before the lab does. So one thread that never ends starts them all.
static NURSERY: LazyLock<Mutex<Sender<Order>>> = LazyLock::new(|| {
    let (orders, received) = channel::<Order>();
    std::thread::spawn(move || {
        for (mut command, reply) in received {
            let _ = reply.send(command.spawn());
        }
    });
    Mutex::new(orders)
});

/// `Command` keeps the output files open only until it is dropped, on the nursery's thread.
fn spawn_in_nursery(command: Command) -> Result<Child> {
    let (reply, answer) = channel();
    let orders = NURSERY.lock().unwrap_or_else(PoisonError::into_inner);
    orders.send((command, reply)).map_err(|_| anyhow!("the thread that starts programs has ended"))?;
    drop(orders);
    Ok(answer.recv()??)
}

fn read_lossy(path: &Path) -> String {
    let mut bytes = Vec::new();
    if let Ok(mut file) = File::open(path) {
        let _ = file.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn tail(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

#[cfg(test)]
mod tests;
