//! `jissen`: one command for whoever edits the guide.
//!
//! Every command is thin: arguments, a call of a library, a report. Results go to stdout, messages to stderr.
//! Start reading at [`run`].

mod arguments; // what may be typed
mod book; // opening a book
mod codes; // mistakes only this program sees
mod evaluation; // jissen search --eval
mod explain; // jissen explain
mod export; // jissen export
mod findings; // the site's findings as diagnostics
mod judgements; // the list of judged queries
mod make; // book → site in a folder
mod measures; // what hits are worth
mod output; // the folder of a site or a package, and the swap
mod package; // jissen package
mod progress; // phases and their times
mod revision; // jissen diff
mod revision_summary; // what is new in an edition, for jissen package
mod search; // jissen search
mod verify; // jissen verify
mod warnings; // what mdBook only logs

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, Result};
use checklist::Report;
use clap::{CommandFactory, Parser};
use site::Rendered;

use crate::{
    arguments::{Arguments, Build, Check, Command, Completions, Explain, ReportFormat},
    make::Run,
    output::{Kind, Output, SITE},
    progress::Progress,
    warnings::Warnings,
};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nothing to complain of.
    Fine = 0,
    /// The author has something to mend.
    Mistakes = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The machine, or this program, failed.
    Failure = 3,
}

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| eprintln!("jissen の記録: {panic}")));
    let end = match Arguments::try_parse() {
        Ok(arguments) => run(arguments.command).unwrap_or_else(|error| {
            eprintln!("失敗しました: {error:#}");
            End::Failure
        }),
        Err(error) if arguments::is_answer(&error) => answer(&error.to_string()).unwrap_or(End::Failure),
        Err(error) => complain(&arguments::describe(&error)),
    };
    ExitCode::from(end as u8)
}

fn run(command: Command) -> Result<End> {
    match command {
        Command::Build(arguments) => build(&arguments),
        Command::Package(arguments) => package::package(&arguments),
        Command::Check(arguments) => check(&arguments),
        Command::Explain(arguments) => explain(&arguments),
        Command::Diff(arguments) => revision::diff(&arguments),
        Command::Export(arguments) => export::export(&arguments),
        Command::Search(arguments) => search::search(&arguments),
        Command::Verify(arguments) => verify::verify(&arguments),
        Command::Completions(arguments) => completions(&arguments),
    }
}

fn build(arguments: &Build) -> Result<End> {
    let (output, rendered, mut progress) = match stage(&arguments.book.folder, &SITE, &arguments.out)? {
        Ok(staged) => staged,
        Err(end) => return Ok(end),
    };
    progress.enter("差し替え");
    let destination = output.destination().to_owned();
    output.publish()?;
    let (phases, total) = progress.finish();
    let mut text = format!(
        "{} ページのサイトを {:.2} 秒で作りました({})\n",
        rendered.n_pages,
        total.as_secs_f64(),
        size(rendered.written_bytes)
    );
    for (phase, time) in phases {
        writeln!(text, "  {phase} {:.2} 秒", time.as_secs_f64())?;
    }
    writeln!(
        text,
        "次のファイルをダブルクリックすると開きます:\n  {}",
        destination.join("index.html").display()
    )?;
    answer(&text)
}

/// Makes the site of a book beside its destination, ready to be published; how the run ends where there is none.
fn stage(
    book: &Path,
    kind: &'static Kind,
    destination: &Path,
) -> Result<Result<(Output, Rendered, Progress), End>> {
    if let Some(complaint) = no_book(book) {
        return Ok(Err(complain(&complaint)));
    }
    let output = Output::claim(kind, destination, || {
        eprintln!("別の jissen が同じ出力先に書いています。終わるのを待っています");
    })?;
    if !output.may_replace()? {
        return Ok(Err(complain(&not_ours(&output))));
    }
    let warnings = Warnings::listen();
    let mut run = start(book, &warnings);
    let rendered = run.make(&output.site())?;
    let Run { report, progress, .. } = run;
    eprint!("{}", report.render());
    match rendered {
        Some(rendered) => Ok(Ok((output, rendered, progress))),
        None => {
            drop(progress);
            eprintln!("{}", kept(&output));
            Ok(Err(End::Mistakes))
        }
    }
}

fn check(arguments: &Check) -> Result<End> {
    if let Some(complaint) = no_book(&arguments.book.folder) {
        return Ok(complain(&complaint));
    }
    let scratch = tempfile::tempdir().context("一時フォルダーを作れません")?;
    let warnings = Warnings::listen();
    let mut run = start(&arguments.book.folder, &warnings);
    run.make(&scratch.path().join("site"))?;
    let Run { report, progress, .. } = run;
    drop(progress);
    let text = match arguments.format {
        ReportFormat::Human if report.is_empty() => "誤りはありません\n".into(),
        ReportFormat::Human => report.render(),
        ReportFormat::Json => report.render_json(),
        ReportFormat::Github => seen_from_outside(&arguments.book.folder, &report).render_github(),
    };
    answer(&text)?;
    Ok(if report.n_errors() == 0 { End::Fine } else { End::Mistakes })
}

fn explain(arguments: &Explain) -> Result<End> {
    match &arguments.code {
        None => answer(&explain::list()),
        Some(code) => {
            explain::explain(code).map_or_else(|complaint| Ok(complain(&complaint)), |text| answer(&text))
        }
    }
}

fn completions(arguments: &Completions) -> Result<End> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "jissen", &mut script);
    answer(&String::from_utf8(script).context("補完の設定を作れません")?)
}

fn start<'a>(root: &'a Path, warnings: &'a Warnings) -> Run<'a> {
    Run { root, warnings, report: Report::default(), progress: Progress::start("読み込み") }
}

/// Why a folder cannot be opened as a book, if so.
fn no_book(root: &Path) -> Option<String> {
    let shown = root.display();
    if !root.is_dir() {
        return Some(format!("使い方の誤り: `{shown}` というフォルダーはありません\n"));
    }
    (!book::is_book(root)).then(|| {
        format!("使い方の誤り: `{shown}` は本のフォルダーではありません(book.toml も src/SUMMARY.md もありません)\n")
    })
}

/// The same problems with paths from where the program runs: GitHub knows no book.
fn seen_from_outside(root: &Path, report: &Report) -> Report {
    let mut outside = report.clone();
    for diagnostic in &mut outside.diagnostics {
        let spans = diagnostic.related.iter_mut().map(|(span, _)| span);
        for span in std::iter::once(&mut diagnostic.span).chain(spans) {
            let file = root.join(&span.file);
            if let Some(text) = report.sources.get(&span.file) {
                outside.sources.insert(&file, text.clone());
            }
            span.file = file;
        }
    }
    outside
}

fn not_ours(output: &Output) -> String {
    format!(
        "使い方の誤り: `{}` には {} が作ったのではないものがあるため、上書きしません\n  \
         空のフォルダーか、まだないフォルダーを --out で指定してください\n",
        output.destination().display(),
        output.kind().command
    )
}

fn kept(output: &Output) -> String {
    let (name, destination) = (output.kind().name, output.destination());
    match destination.exists() {
        true => {
            format!("{name}は作り直していません。前の{name}がそのまま残っています: {}", destination.display())
        }
        false => format!("{name}は作っていません"),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.0} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Prints a result. A reader that went away (`jissen … | head`) is no failure.
fn answer(text: &str) -> Result<End> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context("結果を書き出せません"),
        _ => Ok(End::Fine),
    }
}

fn complain(text: &str) -> End {
    eprint!("{text}");
    End::Usage
}
