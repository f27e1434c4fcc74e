//! Makes `engine.js`, the script that answers queries in browsers: `runtime/query.js` and `runtime/reader.js` as one
//! function that keeps its names to itself, without comments and with short names.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// Asks Chromium to compile every function when the script comes, as the first query needs nearly all of them; a comment
/// for others.
const COMPILE_AT_ONCE: &str = "//# allFunctionsCalledOnLoad\n";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=runtime");
    let [query, reader] = ["runtime/query.js", "runtime/reader.js"].map(fs::read_to_string);
    let script = format!("(() => {{\n'use strict';\n{}{}}})();\n", query?, reader?);
    let engine = format!("{COMPILE_AT_ONCE}{}\n", minified(&script)?);
    fs::write(Path::new(&env::var("OUT_DIR")?).join("engine.js"), engine)?;
    Ok(())
}

fn minified(script: &str) -> Result<String, Box<dyn Error>> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, script, SourceType::cjs()).parse();
    if let Some(error) = parsed.errors.into_iter().next() {
        return Err(error.with_source_code(script.to_owned()).into());
    }
    let mut program = parsed.program;
    let names = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program).scoping;
    let short = Codegen::new().with_options(CodegenOptions::minify()).with_scoping(names).build(&program);
    Ok(short.code)
}
