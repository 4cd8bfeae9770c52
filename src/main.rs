//! The page's program: everything is in the library.

fn main() {
    #[cfg(target_arch = "wasm32")]
    pierglass::ui::start();
    #[cfg(not(target_arch = "wasm32"))]
    println!("Pierglass is a web page. `cargo lab demo` builds it and serves it.");
}
