//! Children end with whatever started them.

use nix::sys::signal::kill;

use super::*;

/// A shell with a child of its own, which must end too.
const WITH_A_CHILD: &str = "echo ready; sleep 60 & wait";

fn shell(script: &str) -> Process {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    Process::start("sleeper", command).unwrap()
}

/// A process that ended but was not yet waited for by its parent counts as gone.
fn runs(id: u32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let state = state.rsplit(')').next().unwrap_or_default().trim().to_owned();
    !state.is_empty() && !state.starts_with('Z')
}

async fn ends(id: u32) -> bool {
    for _ in 0..200 {
        if !runs(id) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

fn child_of(id: u32) -> u32 {
    let file = format!("/proc/{id}/task/{id}/children");
    let children = std::fs::read_to_string(file).unwrap();
    children.split_whitespace().next().unwrap().parse().unwrap()
}

async fn ready(process: &mut Process) {
    process.wait_until(|output| output.contains("ready").then_some(())).await.unwrap();
    // The shell prints before it starts its child.
    tokio::time::sleep(Duration::from_millis(200)).await;
}

#[tokio::test]
async fn dropping_ends_the_child_and_its_children() {
    let mut process = shell(WITH_A_CHILD);
    ready(&mut process).await;
    let (id, child) = (process.id(), child_of(process.id()));
    assert!(runs(id) && runs(child));
    drop(process);
    assert!(!runs(id));
    assert!(ends(child).await);
}

#[tokio::test]
async fn a_panic_ends_the_child() {
    let process = shell(WITH_A_CHILD);
    let id = process.id();
    let thread = std::thread::spawn(move || {
        let _process = process;
        panic!("on purpose");
    });
    assert!(thread.join().is_err());
    assert!(!runs(id));
}

#[tokio::test]
async fn an_early_end_shows_the_last_lines() {
    let mut process = shell("echo the port is taken >&2; exit 3");
    let error = process.wait_until(|_| None::<()>).await.unwrap_err().to_string();
    assert!(error.contains("sleeper ended early"), "{error}");
    assert!(error.contains("the port is taken"), "{error}");
}

/// This test starts itself again as the lab that is killed; see `the_lab_that_is_killed`.
#[tokio::test]
async fn killing_the_lab_ends_the_child() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "--nocapture", "process::tests::the_lab_that_is_killed"])
        .env("PIERGLASS_TEST_TO_BE_KILLED", "1");
    let mut lab = Process::start("lab", command).unwrap();
    let child = lab
        .wait_until(|output| {
            let (_, rest) = output.split_once("child ")?;
            rest.split_once('\n')?.0.parse::<u32>().ok()
        })
        .await
        .unwrap();
    assert!(runs(child));
    // Only the lab itself: its children are not in its group.
    kill(Pid::from_raw(lab.id().cast_signed()), Signal::SIGKILL).unwrap();
    assert!(ends(child).await);
}

#[tokio::test]
async fn the_lab_that_is_killed() {
    if std::env::var_os("PIERGLASS_TEST_TO_BE_KILLED").is_none() {
        return;
    }
    let mut process = shell("echo ready; exec sleep 60");
    ready(&mut process).await;
    println!("child {}", process.id());
    tokio::time::sleep(Duration::from_secs(60)).await;
}
