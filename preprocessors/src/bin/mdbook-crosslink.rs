//! `mdbook-crosslink`: [`preprocessors::Crosslink`] for `mdbook build`.

use std::process::ExitCode;

fn main() -> ExitCode {
    preprocessors::run(preprocessors::Crosslink::new)
}
