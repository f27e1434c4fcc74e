//! What `jissen build` promises: the site, the same bytes, and the last good site after any failure.

use std::{fs, path::Path};

use tests::{
    folder::{self, Tree},
    program::{self, command, jissen, root},
};

/// A copy of the guide's book, to be spoiled.
fn guide() -> tempfile::TempDir {
    let folder = folder::temporary();
    folder::copy(&root().join("book"), &folder.path().join("book"));
    folder
}

#[track_caller]
fn assert_same(left: &Tree, right: &Tree) {
    let differences = folder::differences(left, right);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_guide_builds_without_a_word_of_complaint() {
    let folder = guide();
    let finished = jissen(folder.path(), ["build"]).expect(0);

    assert_eq!(finished.stderr, "");
    let site = folder.path().canonicalize().expect("a real folder").join("dist/site");
    assert!(finished.stdout.contains(&*site.join("index.html").to_string_lossy()), "{}", finished.stdout);
    assert!(finished.stdout.contains(" ページのサイトを "), "{}", finished.stdout);
    assert!(site.join("index.html").is_file());
    for page in ["items/two-factor-auth.html", "sheets/r7-medical.html", "revisions/r6-r7.html"] {
        assert!(site.join(page).is_file(), "{page}");
    }
    assert_eq!(jissen(folder.path(), ["check"]).expect(0).stdout, "誤りはありません\n");
}

#[test]
fn two_builds_in_two_places_give_the_same_bytes() {
    let (first, second) = (guide(), folder::temporary());
    let moved = second.path().join("別の 場所/本");
    folder::copy(&first.path().join("book"), &moved);
    jissen(first.path(), ["build"]).expect(0);
    jissen(second.path(), ["build", "別の 場所/本", "--out", "出力/サイト"]).expect(0);

    let sites =
        [first.path().join("dist/site"), second.path().join("出力/サイト")].map(|site| folder::read(&site));
    assert!(sites[0].len() > 50, "{} files", sites[0].len());
    assert_same(&sites[0], &sites[1]);
    for (name, bytes) in &sites[0] {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(&*first.path().to_string_lossy()), "{name} names the folder it was built in");
    }
}

#[test]
fn building_writes_nothing_into_the_book() {
    let folder = guide();
    let before = folder::read(&folder.path().join("book"));
    jissen(folder.path(), ["build"]).expect(0);
    assert_same(&before, &folder::read(&folder.path().join("book")));
    let beside: Vec<_> = names(&folder.path().join("dist"));
    assert_eq!(beside, ["site"], "nothing but the site is left");
}

#[test]
fn an_ordinary_mdbook_without_checklists_builds() {
    let folder = folder::temporary();
    let book = root().join("tests/fixtures/plain");
    let finished = jissen(folder.path(), ["build", &book.to_string_lossy()]).expect(0);

    assert_eq!(finished.stderr, "");
    let page = |name: &str| fs::read_to_string(folder.path().join("dist/site").join(name)).expect(name);
    assert!(page("chapter.html").contains("取り込まれた<strong>文</strong>です。"));
    assert!(page("deep/er/page.html").contains("id=\"表\""));
    assert!(page("end.html").contains("以上です。"));
    assert!(folder.path().join("dist/site/images/figure.svg").is_file());
}

#[test]
fn a_mistake_in_the_book_leaves_the_last_site_whole() {
    let folder = guide();
    jissen(folder.path(), ["build"]).expect(0);
    let site = folder::read(&folder.path().join("dist/site"));

    folder::edit(
        &folder.path().join("book/checklists/r7/medical.yaml"),
        "lineage: two-factor-auth",
        "lineage: two-facter-auth",
    );
    let finished = jissen(folder.path(), ["build"]).expect(1);

    assert_eq!(finished.stdout, "");
    assert!(finished.stderr.contains("`two-facter-auth`"), "{}", finished.stderr);
    assert!(finished.stderr.contains("checklists/r7/medical.yaml:"), "{}", finished.stderr);
    assert!(finished.stderr.contains("前のサイトがそのまま残っています"), "{}", finished.stderr);
    assert_same(&site, &folder::read(&folder.path().join("dist/site")));
    assert_eq!(names(&folder.path().join("dist")), ["site"]);
}

#[test]
fn mistakes_of_every_kind_of_file_are_shown_in_one_run() {
    let folder = guide();
    let book = folder.path().join("book");
    folder::edit(&book.join("book.toml"), "title", "titel");
    folder::edit(
        &book.join("checklists/r7/medical.yaml"),
        "lineage: two-factor-auth",
        "lineage: two-facter-auth",
    );
    fs::write(book.join("src/index.md"), "# 始め\n\n[[ない項目]]\n").expect("chapter written");

    let finished = jissen(folder.path(), ["check"]).expect(1);
    for mistake in ["titel", "two-facter-auth", "ない項目"] {
        assert!(finished.stdout.contains(mistake), "{mistake} in:\n{}", finished.stdout);
    }
}

#[test]
fn a_folder_that_is_no_site_of_ours_is_not_replaced() {
    let folder = folder::temporary();
    let book = root().join("tests/fixtures/plain");
    fs::create_dir(folder.path().join("photos")).expect("folder made");
    fs::write(folder.path().join("photos/cat.png"), "meow").expect("file written");

    let finished = jissen(folder.path(), ["build", &book.to_string_lossy(), "--out", "photos"]).expect(2);
    assert!(finished.stderr.contains("上書きしません"), "{}", finished.stderr);
    assert_eq!(names(&folder.path().join("photos")), ["cat.png"]);
}

#[test]
fn the_exit_code_tells_whose_turn_it_is() {
    let folder = folder::temporary();
    let book = root().join("tests/fixtures/plain").to_string_lossy().into_owned();
    fs::write(folder.path().join("a file"), "").expect("file written");

    jissen(folder.path(), ["build", &book, "--out", "site"]).expect(0);
    jissen(folder.path(), ["check", &book]).expect(0);
    jissen(folder.path(), ["build", "nowhere"]).expect(2);
    jissen(folder.path(), ["bild"]).expect(2);
    jissen(folder.path(), ["explain", "no-such-code"]).expect(2);
    let finished = jissen(folder.path(), ["build", &book, "--out", "a file/site"]).expect(3);
    assert!(finished.stderr.starts_with("失敗しました: "), "{}", finished.stderr);
}

#[test]
fn two_builds_at_once_take_turns() {
    let folder = folder::temporary();
    let book = root().join("tests/fixtures/plain");
    let start = || {
        command("jissen").current_dir(folder.path()).arg("build").arg(&book).spawn().expect("jissen starts")
    };
    let running: Vec<_> = (0..6).map(|_| start()).collect();
    for mut process in running {
        assert!(process.wait().expect("jissen ends").success());
    }
    assert_eq!(names(&folder.path().join("dist")), ["site"]);
}

#[test]
fn what_a_dead_run_left_is_cleared_away() {
    let folder = folder::temporary();
    let book = root().join("tests/fixtures/plain").to_string_lossy().into_owned();
    jissen(folder.path(), ["build", &book]).expect(0);
    let site = folder::read(&folder.path().join("dist/site"));
    fs::create_dir(folder.path().join("dist/.site.jissen-new")).expect("folder made");
    fs::write(folder.path().join("dist/.site.jissen-new/half.html"), "<p>").expect("file written");
    fs::rename(folder.path().join("dist/site"), folder.path().join("dist/.site.jissen-old"))
        .expect("folder moved");

    // The old site is put back even when the new one fails.
    let spoiled = folder.path().join("spoiled");
    folder::copy(&root().join("tests/fixtures/plain"), &spoiled);
    folder::edit(&spoiled.join("src/SUMMARY.md"), "chapter.md", "chaptr.md");
    jissen(folder.path(), ["build", "spoiled"]).expect(1);

    assert_same(&site, &folder::read(&folder.path().join("dist/site")));
    assert_eq!(names(&folder.path().join("dist")), ["site"]);
}

#[test]
fn plain_mdbook_builds_the_guide_with_both_renderers() {
    let folder = guide();
    let book = folder.path().join("book");
    let settings = fs::read_to_string(book.join("book.toml")).expect("book.toml");
    fs::write(book.join("book.toml"), format!("{settings}\n[output.html]\n")).expect("book.toml written");

    let path = std::env::join_paths(
        [program::executables().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let output =
        command("plain-mdbook").arg(&book).env("PATH", path.expect("a path")).output().expect("it starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("ERROR") && !stderr.contains("WARN"), "{stderr}");

    jissen(folder.path(), ["build"]).expect(0);
    let ours = folder::read(&folder.path().join("dist/site"));
    let built = book.join("book");
    for name in
        ["items/two-factor-auth.html", "sheets/r7-medical.html", "revisions/r6-r7.html", "glossary.html"]
    {
        let guide = fs::read(built.join("guide").join(name)).expect(name);
        assert_eq!(Some(&guide), ours.get(name), "{name}: the backend under mdBook and under jissen");
        let html = fs::read_to_string(built.join("html").join(name)).expect(name);
        assert!(html.contains("guide-"), "{name}: generated text in the stock renderer");
        assert!(
            !html.contains("{{#checklist") && !html.contains("{{#revision") && !html.contains("[["),
            "{name}"
        );
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
