//! `jissen package`: a guide in the forms it is handed out in.

use std::{fmt::Write as _, path::Path};

use anyhow::{Context, Result};
use checklist::{Date, Library};
use site::{MANIFEST_PATH, Manifest, Packaged, SITE_FOLDER};

use crate::{
    End, answer, arguments::Package, complain, kept, make::guarded, output::PACKAGE, revision_summary, size,
    stage,
};

/// Builds the site of a book and writes its package.
///
/// # Errors
///
/// When the data cannot be read or a file not be written; the last package is then still in its place.
pub(crate) fn package(arguments: &Package) -> Result<End> {
    let older = match arguments.since.as_deref().map(older).transpose() {
        Ok(older) => older,
        Err(complaint) => return Ok(complain(&complaint)),
    };
    let (output, _, mut progress) = match stage(&arguments.book.folder, &PACKAGE, &arguments.out)? {
        Ok(staged) => staged,
        Err(end) => return Ok(end),
    };
    progress.enter("配る形にまとめる");
    let manifest = site::read_manifest(&output.site().join(MANIFEST_PATH))?;
    if let Some(complaint) = older.as_ref().and_then(|older| no_predecessor(older, &manifest)) {
        drop(progress);
        return Ok(complain(&format!("{complaint}{}\n", kept(&output))));
    }
    let root = &arguments.book.folder;
    let (library, _) =
        Library::load(root).with_context(|| format!("{} のデータを読めませんでした", root.display()))?;
    let parts = revision_summary::part(&library).into_iter().collect();
    let summary = site::summary(&manifest, parts, older.as_ref());
    let name = name(&library, &manifest);
    let packaged = guarded(|| Ok(site::package(output.staging(), &name, &summary)?))?;

    progress.enter("差し替え");
    let destination = output.destination().to_owned();
    output.publish()?;
    let (_, total) = progress.finish();
    let head = format!("配布物を {:.2} 秒で作りました: {}\n", total.as_secs_f64(), destination.display());
    answer(&(head + &written(&name, &packaged)? + &next_steps(&name, &destination)))
}

/// The older manifest, or why it cannot be used. A folder stands for the manifest in it.
fn older(path: &Path) -> Result<Manifest, String> {
    let file = if path.is_dir() { path.join(MANIFEST_PATH) } else { path.to_owned() };
    site::read_manifest(&file).map_err(|error| {
        format!(
            "使い方の誤り: {error}\n  \
             --since には、前に配ったものの中にある {MANIFEST_PATH} を指定してください\n"
        )
    })
}

/// Why nothing can be said of what is new since an older manifest, if so.
fn no_predecessor(older: &Manifest, newer: &Manifest) -> Option<String> {
    if !site::is_same_guide(older, newer) {
        return Some(format!(
            "使い方の誤り: 前の一覧は、別の手引き「{}」のものです(この手引きは「{}」)\n",
            older.title, newer.title
        ));
    }
    let day = |manifest: &Manifest| manifest.date.as_deref().and_then(Date::parse);
    let (old, new) = (day(older)?, day(newer)?);
    (old > new).then(|| {
        format!(
            "使い方の誤り: 前の一覧のほうが新しいものです({old}。この手引きは {new})\n  \
             日付は book.toml の `date` です。中身を直したら新しくします\n"
        )
    })
}

/// `jissen-guide-r7-2026-11-22`: only what every system and every mail program takes.
fn name(library: &Library, manifest: &Manifest) -> String {
    let stem = match library.current_edition() {
        Some(edition) => format!("jissen-guide-{}", plain(&edition.id)),
        None => Some(plain(&manifest.title)).filter(|stem| !stem.is_empty()).unwrap_or("book".to_owned()),
    };
    match manifest.date.as_deref().map(plain) {
        Some(date) if !date.is_empty() => format!("{stem}-{date}"),
        _ => stem,
    }
}

/// The letters and digits of a text, in lower case, with `-` for what stands between them; at most 40.
fn plain(text: &str) -> String {
    let words = text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut plain = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    plain.truncate(40);
    plain.trim_end_matches('-').to_owned()
}

/// The files with their sizes; the site as one line.
fn written(name: &str, packaged: &Packaged) -> Result<String> {
    let about = |path: &str| match path.strip_prefix(name) {
        Some(".zip") => "USB メモリ・メールで配るもの",
        Some(".html") => "1つのファイルで読むもの",
        _ => match path {
            site::SUMMARY_PATH => "配るときに添える【修正概要】の下書き",
            site::SUMS_PATH => "ファイルが壊れていないかを確かめるための値",
            _ => "ファイルの一覧。次の改訂で --since に指定します",
        },
    };
    let (site, beside): (Vec<_>, Vec<_>) =
        packaged.files.iter().partition(|(path, _)| path.starts_with(SITE_FOLDER));
    let mut text = String::new();
    for (path, bytes) in beside {
        writeln!(text, "  {path}  {}  {}", size(*bytes), about(path))?;
    }
    let bytes = site.iter().map(|(_, bytes)| bytes).sum();
    writeln!(
        text,
        "  {SITE_FOLDER}  {} 個 {}  サーバーに置くもの(圧縮ずみの .gz と .br を含みます)",
        site.len(),
        size(bytes)
    )?;
    Ok(text)
}

fn next_steps(name: &str, destination: &Path) -> String {
    format!(
        "次にすること:\n  \
         1. 配る前に確かめます: jissen verify {}\n  \
         2. {} を別の場所に写し、必要な言葉を足して使います(ここにあるものは、作り直すと入れ替わります)\n  \
         3. メールか USB メモリで渡すときは {name}.zip を、展開できない相手には {name}.html を渡します\n  \
         4. 会員のページに載せるときは、site フォルダーの中身をサーバーに写します\n  \
         5. {MANIFEST_PATH} は、次の改訂のために取っておきます\n",
        destination.display(),
        destination.join(site::SUMMARY_PATH).display(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_what_every_system_takes() {
        assert_eq!(plain("My Book: 2nd/edition"), "my-book-2nd-edition");
        assert_eq!(plain("手引き"), "");
        assert_eq!(plain(&"abc-".repeat(40)).len(), 40 - 1);
    }
}
