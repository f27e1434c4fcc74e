//! Search for stock mdBook: a backend that reads mdBook's context from standard input, and `mdbook-tantivy install`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use mdbook_renderer::{RenderContext, Renderer};
use site::{Tantivy, install_tantivy};

const USAGE: &str = "\
mdBook の本に検索を付けます。

使い方:
  mdbook-tantivy install [本のフォルダー]   検索の枠を出すスクリプトを theme/ に置きます
  mdbook build                              book.toml の [output.tantivy] から呼ばれます
";

const NEXT: &str = "\
book.toml につぎを加えてください。同じ表があれば、その中に書き足します。

[output.html]
additional-js = [\"theme/mdbook-tantivy.js\"]

[output.html.search]
enable = false

[output.tantivy]

そのあと mdbook build を実行すると、検索のファイルが book/html/search/ にできます。
";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let result = match &arguments[..] {
        [] => RenderContext::from_json(std::io::stdin().lock()).and_then(|ctx| Tantivy.render(&ctx)),
        [command, folder @ ..] if command == "install" && folder.len() < 2 => {
            install(folder.first().map_or_else(|| PathBuf::from("."), PathBuf::from))
        }
        [help] if help == "--help" || help == "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn install(root: PathBuf) -> anyhow::Result<()> {
    let script = install_tantivy(&root)?;
    println!("`{}` を置きました。\n\n{NEXT}", script.display());
    Ok(())
}
