//! `jissen verify`: a finished site, checked in the form it is handed on in.

use std::{env, path::Path};

use anyhow::{Context, Result};
use checklist::Report as Printed;
use site::{Access, Form, Manifest, Report};

use crate::{End, answer, arguments::Verify, complain, findings, size};

/// Checks what the arguments name and prints what it found.
///
/// # Errors
///
/// When what is to be checked cannot be read, or its server not be reached.
pub(crate) fn verify(arguments: &Verify) -> Result<End> {
    let manifest = match arguments.manifest.as_deref().map(site::read_manifest).transpose() {
        Ok(manifest) => manifest,
        Err(error) => return Ok(complain(&format!("使い方の誤り: {error}\n"))),
    };
    let report = match address(&arguments.target) {
        Some(address) => match access(arguments)? {
            Ok(access) => site::verify_address(address, &access, manifest.as_ref())?,
            Err(complaint) => return Ok(complain(&complaint)),
        },
        None => match verify_path(arguments, manifest.as_ref())? {
            Ok(report) => report,
            Err(complaint) => return Ok(complain(&complaint)),
        },
    };
    answer(&if arguments.json { json(&report)? } else { text(&report, &arguments.target) })?;
    Ok(if report.is_fine() { End::Fine } else { End::Mistakes })
}

/// The address, when it is one and no path.
fn address(target: &Path) -> Option<&str> {
    let target = target.to_str()?;
    ["http://", "https://"].iter().any(|scheme| target.starts_with(scheme)).then_some(target)
}

/// How to log in, or what is wrong with the command line. What is secret may come from the environment or the terminal:
/// arguments are seen by everybody on the machine.
fn access(arguments: &Verify) -> Result<Result<Access, String>> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let cookie = || arguments.cookie.clone().or_else(|| variable("JISSEN_COOKIE"));
    let Some(user) = &arguments.user else {
        return Ok(
            cookie().map_or(Ok(Access::None), |cookie| is_header(&cookie).map(|()| Access::Cookie(cookie)))
        );
    };
    if user.contains(':') {
        let complaint = "使い方の誤り: `--user` には名前だけを書きます。パスワードは、環境変数 JISSEN_PASSWORD から読むか、画面でたずねます\n";
        return Ok(Err(complaint.into()));
    }
    let password = match variable("JISSEN_PASSWORD") {
        Some(password) => password,
        None => {
            rpassword::prompt_password(format!("{user} のパスワード: ")).context("パスワードを読めません")?
        }
    };
    Ok(Ok(Access::User(format!("{user}:{password}"))))
}

/// Whether a cookie can be sent, or what is wrong with it without showing it.
fn is_header(cookie: &str) -> Result<(), String> {
    let is_fine =
        cookie.contains('=') && cookie.chars().all(|letter| letter.is_ascii_graphic() || letter == ' ');
    is_fine.then_some(()).ok_or_else(|| "使い方の誤り: Cookieは `名前=値` の形で渡します\n".into())
}

/// The report on a folder or file, or what is wrong with the command line.
fn verify_path(arguments: &Verify, manifest: Option<&Manifest>) -> Result<Result<Report, String>> {
    let shown = arguments.target.display();
    if arguments.cookie.is_some() || arguments.user.is_some() {
        return Ok(Err("使い方の誤り: `--cookie` と `--user` は、アドレスを調べるときに使います\n".into()));
    }
    if !arguments.target.exists() {
        return Ok(Err(format!("使い方の誤り: `{shown}` というフォルダーやファイルはありません\n")));
    }
    match site::verify_path(&arguments.target, manifest) {
        Ok(report) => Ok(Ok(report)),
        Err(error @ site::Error::Target { .. }) => Ok(Err(format!("使い方の誤り: {error}\n"))),
        Err(error) => Err(error.into()),
    }
}

fn json(report: &Report) -> Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(report)?))
}

/// What people read: every finding like those of other commands, then what was looked at.
fn text(report: &Report, target: &Path) -> String {
    let mut printed = Printed::default();
    for finding in &report.findings {
        let mut finding = finding.clone();
        if finding.file.is_empty() {
            finding.file = target.display().to_string();
        }
        findings::add_unread(&finding, &mut printed);
    }
    let verdict = match (report.findings.len(), report.n_omitted) {
        (0, _) => "問題はありません".to_owned(),
        (_, 0) => String::new(),
        (_, n_omitted) => format!("ほかに {n_omitted} 件あります"),
    };
    let form = match report.form {
        Form::Folder => "フォルダー",
        Form::Package => "配布物のフォルダー",
        Form::Zip => "zip",
        Form::Single => "1つの HTML ファイル",
        Form::Address => "アドレス",
    };
    let figures = &report.figures;
    let looked_at = format!(
        "{form}を調べました: {} ファイル、{}(うち HTML は {}、いちばん大きいもので {})",
        figures.n_files,
        size(figures.bytes),
        figures.n_pages,
        size(figures.largest_page_bytes)
    );
    let lines = [printed.render(), looked_at, verdict];
    lines.iter().filter(|line| !line.is_empty()).map(|line| format!("{}\n", line.trim_end())).collect()
}
