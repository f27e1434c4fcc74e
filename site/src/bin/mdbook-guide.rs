//! The backend as a program of its own: reads mdBook's context from standard input.

use std::process::ExitCode;

use mdbook_renderer::{RenderContext, Renderer};
use site::Guide;

fn main() -> ExitCode {
    let result = RenderContext::from_json(std::io::stdin().lock()).and_then(|ctx| Guide.render(&ctx));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
