//! What `jissen package` promises: files that are whole and agree with each other, the same bytes wherever they are
//! made, and a draft that says what is new and nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Cursor, Read, Write},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime},
};

use serde_json::Value;
use site::{
    FileKind, GUIDE_FOLDER, MANIFEST_PATH, MAX_PATH_LENGTH, Manifest, SITE_FOLDER, START_PATH, SUMMARY_PATH,
    SUMS_PATH,
};
use tests::{
    browser::{Settings, drive, engines, file_address},
    folder::{self, Tree},
    guide::package,
    program::{Finished, executables, jissen, root},
};
use zip::ZipArchive;

/// Marks the folder as ours.
const MARKER: &str = ".jissen-package";

// What is in it

#[test]
fn a_package_has_its_files_and_no_others() {
    let (zip, html) = (format!("{}.zip", name()), format!("{}.html", name()));
    let expected = [MARKER, SUMS_PATH, &zip, &html, MANIFEST_PATH, SUMMARY_PATH, "site"];
    assert_eq!(names(package()), expected.map(str::to_owned).into_iter().collect());
    let size = |name: &str| fs::metadata(package().join(name)).expect(name).len();
    assert!(size(&zip) > 100_000 && size(&html) > 100_000, "{} {}", size(&zip), size(&html));
}

#[test]
fn the_sums_name_every_file_and_hold() {
    let sums = text(&package().join(SUMS_PATH));
    let named: BTreeSet<_> = sums.lines().map(|line| line[66..].to_owned()).collect();
    let mut there: BTreeSet<_> = folder::read(package()).into_keys().collect();
    assert!(there.remove(SUMS_PATH) && there.remove(MARKER));
    assert_eq!(named, there);
    let checked = Command::new("sha256sum")
        .args(["--check", "--quiet", "--strict", SUMS_PATH])
        .current_dir(package())
        .output()
        .expect("sha256sum is there");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn the_manifest_of_a_package_is_that_of_its_site() {
    let manifest = manifest(package());
    assert_eq!(text(&package().join(MANIFEST_PATH)), text(&package().join(SITE_FOLDER).join(MANIFEST_PATH)));
    let (site, compressed) = site_files();
    let listed: BTreeSet<_> = manifest.files.iter().map(|file| &*file.path).chain([MANIFEST_PATH]).collect();
    assert_eq!(site.keys().map(String::as_str).collect::<BTreeSet<_>>(), listed);
    assert!(!compressed.is_empty());
}

#[test]
fn a_server_finds_the_texts_compressed_and_they_give_back_the_texts() {
    let (site, compressed) = site_files();
    for (name, bytes) in &compressed {
        let (original, ending) = name.rsplit_once('.').expect("an ending");
        let mut whole = Vec::new();
        match ending {
            "gz" => drop(flate2::read::GzDecoder::new(&**bytes).read_to_end(&mut whole).expect(name)),
            _ => brotli::BrotliDecompress(&mut &**bytes, &mut whole).expect(name),
        }
        assert!(whole == site[original] && bytes.len() < whole.len(), "{name}");
    }
    let pages = site.keys().filter(|name| name.ends_with(".html"));
    for page in pages {
        for ending in ["gz", "br"] {
            assert!(compressed.contains_key(&format!("{page}.{ending}")), "{page}.{ending}");
        }
    }
}

/// The files of the site, and their compressed forms.
fn site_files() -> (Tree, Tree) {
    let files = folder::read(&package().join(SITE_FOLDER));
    let (compressed, site) = { files }
        .into_iter()
        .partition(|(name, _)| [".gz", ".br"].iter().any(|ending| name.ends_with(ending)));
    (site, compressed)
}

#[test]
fn the_zip_holds_the_site_and_a_page_to_open_first() {
    let manifest = manifest(package());
    let of_server =
        |path: &str| manifest.files.iter().any(|file| file.path == path && file.kind == FileKind::Server);
    let files = site_files().0.into_iter().filter(|(name, _)| !of_server(name));
    let mut expected: Tree = files.map(|(name, bytes)| (format!("{GUIDE_FOLDER}{name}"), bytes)).collect();
    expected.insert(START_PATH.to_owned(), site::start_page(&manifest).into_bytes());
    let differences = folder::differences(&expected, &unzipped(&zip_file()));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_zip_carries_nothing_of_the_machine_that_made_it() {
    let bytes = fs::read(zip_file()).expect("the zip");
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
    let mut names = Vec::new();
    for idx in 0..archive.len() {
        let file = archive.by_index(idx).expect("a file");
        let name = file.name().expect("UTF-8").into_owned();
        let time = file.last_modified().expect("a time");
        assert_eq!((time.year(), time.month(), time.day(), time.hour()), (1980, 1, 1, 0), "{name}");
        assert_eq!(file.unix_mode(), Some(0o100_644), "{name}");
        assert_eq!(file.compression(), zip::CompressionMethod::Deflated, "{name}");
        assert!(file.extra_data().unwrap_or_default().is_empty(), "{name}");
        let in_site = name.strip_prefix(GUIDE_FOLDER).unwrap_or_default();
        assert!(in_site.encode_utf16().count() <= MAX_PATH_LENGTH, "{name}");
        names.push(name);
    }
    assert!(names.is_sorted(), "{names:?}");
    assert!(names.contains(&START_PATH.to_owned()));
    for (name, flags) in flags(&bytes) {
        let is_ascii = name.is_ascii();
        assert!(is_ascii || flags & UTF8 != 0, "{}", String::from_utf8_lossy(&name));
    }
}

/// What says that a name is UTF-8 (bit 11).
const UTF8: u16 = 1 << 11;

/// Names and flags out of the directory of a zip, read by hand: APPNOTE.TXT, 4.3.12.
fn flags(zip: &[u8]) -> Vec<(Vec<u8>, u16)> {
    let short = |at: usize| u16::from_le_bytes([zip[at], zip[at + 1]]);
    let end = zip.windows(4).rposition(|bytes| bytes == b"PK\x05\x06").expect("an end");
    let mut at = u32::from_le_bytes(zip[end + 16..end + 20].try_into().expect("four bytes")) as usize;
    let mut flags = Vec::new();
    while zip[at..].starts_with(b"PK\x01\x02") {
        let length = short(at + 28) as usize;
        flags.push((zip[at + 46..at + 46 + length].to_vec(), short(at + 8)));
        at += 46 + length + (short(at + 30) + short(at + 32)) as usize;
    }
    assert_eq!(flags.len(), short(end + 10) as usize);
    flags
}

/// Another program's reading of the zip: names and sums.
const READER: &str = "
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
sys.stdout.buffer.write('\\n'.join(sorted(archive.namelist())).encode('utf-8'))
";

#[test]
fn another_program_reads_the_zip() {
    let expected: Vec<String> = unzipped(&zip_file()).into_keys().collect();
    if let Ok(read) = Command::new("python3").args(["-c", READER]).arg(zip_file()).output() {
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
        assert_eq!(String::from_utf8_lossy(&read.stdout).lines().collect::<Vec<_>>(), expected);
    } else if let Ok(tested) = Command::new("unzip").arg("-tqq").arg(zip_file()).output() {
        assert!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stdout));
    } else {
        // Not by the macros: what a passing test prints by them is not shown.
        let said = "!! python3 も unzip もないため、zip をほかのプログラムで読む試験は行っていません / THE ZIP WAS NOT READ BY \
                    ANOTHER PROGRAM: neither python3 nor unzip is here !!\n";
        std::io::stderr().write_all(said.as_bytes()).expect("said");
    }
}

#[test]
fn what_is_shipped_passes_the_check() {
    let manifest = package().join(MANIFEST_PATH).to_string_lossy().into_owned();
    for shipped in [format!("{}.zip", name()), format!("{}.html", name()), "site".to_owned()] {
        jissen(package(), ["verify", &shipped, "--manifest", &manifest]).expect(0);
    }
}

// For readers

#[test]
fn a_reader_goes_from_the_first_page_to_the_guide() {
    let folder = folder::temporary();
    let unpacked = folder.path().join("安全管理 案内");
    unpack(&unpacked);
    let start = file_address(&unpacked.join(START_PATH));
    drive(engines(), Settings::default(), async |browser| {
        browser.open(&start).await;
        assert_eq!(browser.heading().await, "はじめにお読みください");
        let is_styled = "return getComputedStyle(document.querySelector('a.open')).fontWeight === '700'";
        assert_eq!(
            browser.run(is_styled, Vec::new()).await,
            Value::Bool(true),
            "the policy allows the style"
        );
        browser.follow("a.open").await;
        assert!(browser.address().await.path().ends_with("/guide/index.html"));
        assert!(!browser.text().await.contains("すべて展開"), "a page with its style says nothing of zips");
    });
}

#[test]
fn a_page_alone_says_what_to_do() {
    let folder = folder::temporary();
    let page = folder.path().join("index.html");
    fs::copy(package().join(SITE_FOLDER).join("index.html"), &page).expect("page copied");
    drive(engines(), Settings::default(), async |browser| {
        browser.open(&file_address(&page)).await;
        let text = browser.text().await;
        assert!(
            text.trim_start().starts_with("この文が見えるときは") && text.contains("すべて展開"),
            "{text}"
        );
    });
}

fn unpack(to: &Path) {
    for (name, bytes) in unzipped(&zip_file()) {
        let file = to.join(name);
        fs::create_dir_all(file.parent().expect("inside a folder")).expect("folder made");
        fs::write(file, bytes).expect("file written");
    }
}

// The same bytes

/// What differs between two machines and must not show.
#[test]
fn packages_made_elsewhere_are_the_same_byte_for_byte() {
    let folder = folder::temporary();
    let elsewhere = folder.path().join("べつの 場所/深い/ところ");
    let book = elsewhere.join("本");
    folder::copy(&root().join("book"), &book);
    age(&book);
    let home = folder.path().join("home");
    fs::create_dir(&home).expect("folder made");

    let run = as_somebody_else(folder.path())
        .current_dir(&elsewhere)
        .args(["sh", "-c", "umask 027; exec \"$0\" \"$@\""])
        .arg(executables().join("jissen"))
        .args(["package", "本", "--out", "../出力/配布物"])
        .env("HOME", &home)
        .env("USER", "somebody")
        .env("TZ", "Pacific/Kiritimati")
        .env("LANG", "tr_TR.UTF-8")
        .env("LC_ALL", "C")
        .env("RAYON_NUM_THREADS", "1")
        .env("SOURCE_DATE_EPOCH", "86400")
        .output()
        .expect("the program starts");
    Finished::from(run).expect(0);

    let other = folder::read(&elsewhere.join("../出力/配布物"));
    let differences = folder::differences(&folder::read(package()), &other);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Every file of a book gets another time.
fn age(book: &Path) {
    for path in folder::read(book).into_keys() {
        let file = fs::File::options().append(true).open(book.join(path)).expect("a file");
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).expect("time set");
    }
}

/// A command that runs what it is given as another user, on another day, as far as this machine lets it.
fn as_somebody_else(folder: &Path) -> Command {
    const NOBODY: u32 = 65_534;
    let mut words: Vec<String> = Vec::new();
    if runs("faketime", &["2031-02-03 04:05:06", "true"]) {
        words.extend(["faketime".into(), "2031-02-03 04:05:06".into()]);
    }
    let ids = format!("--reuid={NOBODY}");
    let drop_root = ["setpriv", &ids, "--clear-groups"];
    let jissen = executables().join("jissen").to_string_lossy().into_owned();
    if runs(drop_root[0], &[drop_root[1], drop_root[2], &jissen, "--version"]) {
        give(folder, NOBODY);
        words.extend(drop_root.map(str::to_owned));
    }
    if words.is_empty() {
        words.push("env".into());
    }
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env_remove("RUST_BACKTRACE").env_remove("RUST_LOG").env("NO_COLOR", "1");
    command
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Gives a folder with all it holds to a user.
#[cfg(unix)]
fn give(folder: &Path, user: u32) {
    for entry in walkdir::WalkDir::new(folder) {
        std::os::unix::fs::chown(entry.expect("an entry").path(), Some(user), None).expect("given");
    }
}

#[cfg(not(unix))]
fn give(_: &Path, _: u32) {}

/// A book without a date has none, whatever the clock says.
#[test]
fn the_day_of_packaging_stands_nowhere() {
    let folder = folder::temporary();
    let book = root().join("tests/fixtures/plain").to_string_lossy().into_owned();
    jissen(folder.path(), ["package", &book, "--out", "out"]).expect(0);
    let out = folder.path().join("out");
    let files = folder::read(&out);
    let zip = unzipped(&out.join("book.zip"));
    assert!(files.contains_key("book.html"), "a book whose title has no Latin letters is called so");
    let clock =
        Command::new("date").args(["+%Y-%m-%d %Y%m%d %Y年%-m月%-d日 %Y/%m/%d"]).output().expect("date");
    let clock = String::from_utf8(clock.stdout).expect("UTF-8");
    for (name, bytes) in files.iter().chain(&zip) {
        let text = String::from_utf8_lossy(bytes);
        for day in clock.split_whitespace() {
            assert!(!text.contains(day), "{name} has the day {day}");
        }
    }
}

// What is new

/// The lines of the draft under each form's 新設.
#[test]
fn the_draft_names_exactly_the_new_rows() {
    let json = jissen(root(), ["diff", "r6", "r7", "--format", "json"]).expect(0).stdout;
    let entries: Vec<Value> = serde_json::from_str(&json).expect("a JSON list");
    let mut expected: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for entry in &entries {
        let group = group(&entry["relation"]);
        let form = title_of(entry["form"].as_str().expect("a form"));
        let rows = entry[if group == "削除" { "old" } else { "new" }].as_array().expect("rows");
        let number = rows.first().and_then(|row| row["number"].as_str()).unwrap_or_default();
        if group == "新設" {
            let row = &rows[0];
            expected
                .entry(form)
                .or_default()
                .push(format!("{number}　/{}", row["text"].as_str().expect("a text")));
        }
    }
    let draft = text(&package().join(SUMMARY_PATH));
    assert!(draft.starts_with("# 【修正概要】チェックリストの手引き（令和7年度版）\n"), "{draft}");
    assert!(draft.contains("## １　チェックリストの変更（令和6年度版から令和7年度版へ）"), "{draft}");
    for (form, rows) in &expected {
        let lines = lines_below(&draft, form, "新設");
        assert_eq!(lines.len(), rows.len(), "{form}: {lines:?}");
        for (line, row) in lines.iter().zip(rows) {
            let (number, sentence) = row.split_once('/').expect("two parts");
            assert!(
                line.starts_with(&format!("- {number}")) && line.contains(sentence),
                "{form}: {line} {row}"
            );
        }
    }
    assert_eq!(lines_below(&draft, "医療機関確認用", "新設").len(), 5);
    for group in ["新設", "統合・分割", "変更", "削除", "番号のみ変更", "未確認"] {
        let of_group =
            |entry: &&Value| self::group(&entry["relation"]) == group && entry["form"] == "medical";
        let n_entries = entries.iter().filter(of_group).count();
        assert_eq!(lines_below(&draft, "医療機関確認用", group).len(), n_entries, "{group}");
    }
}

/// Which group of the draft an entry of `jissen diff` belongs to.
fn group(relations: &Value) -> &'static str {
    let has = |names: &[&str]| {
        relations
            .as_array()
            .expect("a list")
            .iter()
            .any(|name| names.contains(&name.as_str().expect("a name")))
    };
    match () {
        () if has(&["new"]) => "新設",
        () if has(&["merged", "split"]) => "統合・分割",
        () if has(&["promoted", "demoted", "wording", "moved"]) => "変更",
        () if has(&["removed"]) => "削除",
        () if has(&["renumbered"]) => "番号のみ変更",
        () if has(&["same"]) => "変更なし",
        () => "未確認",
    }
}

fn title_of(form: &str) -> &'static str {
    match form {
        "medical" => "医療機関確認用",
        "pharmacy" => "薬局確認用",
        "vendor" => "事業者確認用",
        other => panic!("{other}"),
    }
}

/// The lines of a list in the draft.
fn lines_below<'a>(draft: &'a str, form: &str, group: &str) -> Vec<&'a str> {
    let below = draft.split("\n### ").find(|part| part.starts_with(form)).unwrap_or_default();
    let list =
        below.split("\n#### ").find(|part| part.starts_with(&format!("{group}（"))).unwrap_or_default();
    list.lines().filter(|line| line.starts_with("- ")).collect()
}

#[test]
fn the_draft_says_what_is_new_on_the_pages_since_an_older_package() {
    let folder = folder::temporary();
    let book = folder.path().join("本");
    folder::copy(&root().join("tests/fixtures/plain"), &book);
    jissen(folder.path(), ["package", "本", "--out", "前"]).expect(0);
    folder::edit(&book.join("src/chapter.md"), "# ", "# 改めた");
    folder::edit(&book.join("src/SUMMARY.md"), "(end.md)", "(owari.md)");
    fs::rename(book.join("src/end.md"), book.join("src/owari.md")).expect("file moved");
    fs::write(book.join("src/images/new.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .expect("file written");

    jissen(folder.path(), ["package", "本", "--out", "後", "--since", "前/manifest.json"]).expect(0);
    let draft = text(&folder.path().join("後").join(SUMMARY_PATH));
    let (_, pages) = draft.split_once("## １　").expect("one part");
    for line in [
        "（owari.html）",
        "（end.html）",
        "（chapter.html）",
        "### 新しいファイル（1件）\n\n- images/new.svg",
    ] {
        assert!(pages.contains(line), "{line} in {draft}");
    }
    for (heading, n_pages) in [("新しいページ", 1), ("なくなったページ", 1), ("変わったページ", 1)]
    {
        assert!(pages.contains(&format!("### {heading}（{n_pages}件）")), "{draft}");
    }

    // A folder stands for the manifest in it, and nothing is new since itself.
    jissen(folder.path(), ["package", "本", "--out", "後", "--since", "後"]).expect(0);
    let draft = text(&folder.path().join("後").join(SUMMARY_PATH));
    assert!(draft.contains("変更はありません"), "{draft}");
}

#[test]
fn a_manifest_that_is_no_predecessor_is_refused_and_the_last_package_stays() {
    let folder = folder::temporary();
    let book = root().join("tests/fixtures/plain").to_string_lossy().into_owned();
    jissen(folder.path(), ["package", &book, "--out", "out"]).expect(0);
    let before = folder::read(&folder.path().join("out"));
    let ours = manifest(&folder.path().join("out"));
    let other = Manifest { title: "別の本".into(), files: Vec::new(), ..ours.clone() };
    let newer = ours.to_json().replace("\"format\":1", "\"format\":9");
    for (name, text, said) in [
        ("other.json", other.to_json(), "別の手引き「別の本」"),
        ("newer.json", newer, "形式 9"),
        ("broken.json", ours.to_json()[..100].to_owned(), "読めません"),
    ] {
        fs::write(folder.path().join(name), text).expect("file written");
        let finished = jissen(folder.path(), ["package", &book, "--out", "out", "--since", name]).expect(2);
        assert!(finished.stderr.contains(said) && finished.stdout.is_empty(), "{}", finished.stderr);
        assert!(folder::read(&folder.path().join("out")) == before, "{name}");
    }
    assert_eq!(names(folder.path()).len(), 4, "nothing is left beside it: {:?}", names(folder.path()));
}

#[test]
fn an_older_manifest_with_a_later_day_is_refused() {
    let folder = folder::temporary();
    let book = folder.path().join("本");
    folder::copy(&root().join("tests/fixtures/plain"), &book);
    let settings = text(&book.join("book.toml"));
    let dated = |date: &str| format!("{settings}\n[output.guide]\ndate = \"{date}\"\n");
    fs::write(book.join("book.toml"), dated("2027-05-01")).expect("file written");
    jissen(folder.path(), ["package", "本", "--out", "前"]).expect(0);
    assert!(folder.path().join("前/book-2027-05-01.zip").is_file(), "{:?}", names(&folder.path().join("前")));
    fs::write(book.join("book.toml"), dated("2026-11-22")).expect("file written");
    let finished = jissen(folder.path(), ["package", "本", "--out", "後", "--since", "前"]).expect(2);
    assert!(finished.stderr.contains("前の一覧のほうが新しいものです(2027-05-01。"), "{}", finished.stderr);
    assert!(!folder.path().join("後").exists());
}

// Where it goes

#[test]
fn a_folder_another_command_made_is_not_replaced() {
    let folder = folder::temporary();
    let book = root().join("tests/fixtures/plain").to_string_lossy().into_owned();
    jissen(folder.path(), ["build", &book, "--out", "site"]).expect(0);
    jissen(folder.path(), ["package", &book, "--out", "release"]).expect(0);
    for (command, out) in [("package", "site"), ("build", "release")] {
        let finished = jissen(folder.path(), [command, &book, "--out", out]).expect(2);
        assert!(finished.stderr.contains("上書きしません"), "{}", finished.stderr);
    }
    assert_eq!(names(folder.path()), ["release", "site"].map(str::to_owned).into());
}

#[test]
fn a_mistake_in_the_book_leaves_the_last_package() {
    let folder = folder::temporary();
    folder::copy(&root().join("tests/fixtures/plain"), &folder.path().join("本"));
    jissen(folder.path(), ["package", "本", "--out", "out"]).expect(0);
    let before = folder::read(&folder.path().join("out"));
    folder::edit(&folder.path().join("本/src/SUMMARY.md"), "chapter.md", "chaptr.md");
    let finished = jissen(folder.path(), ["package", "本", "--out", "out"]).expect(1);
    assert!(finished.stderr.contains("前の配布物がそのまま残っています"), "{}", finished.stderr);
    assert!(folder::read(&folder.path().join("out")) == before);
}

// What the tests share

/// What the files of the guide are called.
fn name() -> String {
    format!("jissen-guide-r7-{}", manifest(package()).date.expect("the guide has a date"))
}

fn zip_file() -> PathBuf {
    package().join(format!("{}.zip", name()))
}

fn unzipped(file: &Path) -> Tree {
    let mut archive = ZipArchive::new(fs::File::open(file).expect("the zip")).expect("a zip");
    let mut files = Tree::new();
    for idx in 0..archive.len() {
        let mut file = archive.by_index(idx).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("read");
        files.insert(file.name().expect("UTF-8").into_owned(), bytes);
    }
    files
}

fn manifest(package: &Path) -> Manifest {
    Manifest::from_json(text(&package.join(MANIFEST_PATH)).as_bytes()).expect("a manifest")
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}
