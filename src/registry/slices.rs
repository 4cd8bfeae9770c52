//! Long work that lets others work too: a page that computes for longer than a moment answers nobody.

use std::time::Duration;

use super::http::{Http, Moment};

/// So long at a time. Half of what a person notices, since there are machines that are slow.
const SLICE: Duration = Duration::from_millis(25);

/// So many bytes are read or computed before others may work.
pub(super) const STEP: usize = 32 << 10;

/// Gives bytes to `each`, some at a time.
pub async fn by_the_piece<H: Http>(http: &H, bytes: &[u8], mut each: impl FnMut(&[u8])) {
    let mut slices = Slices::begin(http);
    for piece in bytes.chunks(STEP) {
        each(piece);
        slices.turn(http).await;
    }
}

/// When the running slice began.
pub struct Slices(Moment);

impl Slices {
    /// Begins the first one.
    pub fn begin<H: Http>(http: &H) -> Slices {
        Slices(http.now())
    }

    /// Lets others work where the slice was long enough. Called between steps that are much shorter than a slice.
    pub async fn turn<H: Http>(&mut self, http: &H) {
        if http.now().since(self.0) >= SLICE {
            http.let_others_work().await;
            self.0 = http.now();
        }
    }
}
