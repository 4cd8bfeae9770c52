//! The folder `browser` in real browsers: what fetch, storage and the address bar really do.
#![cfg(target_arch = "wasm32")]
