mod drawn;
mod model;
#[cfg(not(target_arch = "wasm32"))]
mod property;
