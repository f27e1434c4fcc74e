use std::fmt;

use serde::{Deserialize, Serialize};

/// Which kind of problem a page has.
///
/// The kebab-case name is what the CLI prints and what `tolerate` in `[output.guide]` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// A link, image or download that leads to no file of the site.
    DeadLink,
    /// A link whose `#…` names no id of the page it leads to.
    DeadAnchor,
    /// An id that stands twice on one page. Not `duplicate-id`: that is an id of the data.
    #[serde(rename = "repeated-anchor")]
    DuplicateId,
    /// Something a browser would fetch from another place: image, script, frame, style.
    OutsideRequest,
    /// A script written inside the page.
    InlineScript,
    /// A `<style>` element or `style` attribute.
    InlineStyle,
    /// An `onclick` or another handler attribute, or a `javascript:` address.
    InlineHandler,
    /// HTML tags that do not pair up.
    UnbalancedHtml,
    /// A heading without text.
    EmptyHeading,
    /// A footnote that is defined and never used.
    UnusedFootnote,
    /// A page path that leaves the site or that no system can open.
    PagePath,
    /// Two pages or files with one path, upper and lower case taken as equal.
    PathClash,
    /// A page path the site needs for itself.
    ReservedPath,
    /// A path that Windows may not be able to unpack.
    LongPath,
    /// A file for download (`.guide-attachment`) that cannot be written.
    Attachment,
    /// A page without language, title or one `h1`.
    PageFrame,
    /// A link inside `src/` that leads outside and is not copied.
    OutsideFile,
    /// What only members may read is given to somebody who is not logged in.
    OpenWithoutLogin,
    /// A script or file is answered with the way to the login.
    ServerRedirect,
    /// A header that protects readers is missing in an answer of a server.
    ServerHeader,
    /// A server lets something be kept that must not be, or that is out of date.
    CacheRule,
    /// A server calls a file what it is not.
    MediaType,
    /// A server gives other bytes than the list of files names.
    ServedFile,
    /// A server does not answer as it has to.
    ServerAnswer,
    /// An image without words for readers who do not see it.
    ImageWithoutAlt,
    /// A text that is not UTF-8.
    NotUtf8,
    /// A page, list or single file whose content security policy is not the one we promise.
    PagePolicy,
    /// A site whose list of files is missing, unusable or not its own.
    SiteManifest,
    /// A file of the list that is not there.
    LostFile,
    /// A file that is not on the list.
    AddedFile,
    /// A file whose size or content is not that of the list.
    ChangedFile,
    /// A `.gz` or `.br` that does not give the file it stands for.
    CompressedCopy,
    /// A symbolic link, device or pipe where a file is expected.
    SpecialFile,
    /// A name that leads out of the site or that no system can hold.
    FileName,
    /// A file that cannot be read.
    UnreadableFile,
    /// A zip that cannot be read, or whose directory does not agree with what it holds.
    BrokenArchive,
    /// One HTML file whose parts cannot be put together.
    SingleFile,
    /// HTML, XML or JSON that can be read in two ways or not at all.
    BrokenMarkup,
    /// What runs or fetches when a drawing or an Office file is opened.
    ActiveContent,
    /// More than is read when files are not trusted.
    TooLarge,
    /// More than readers can be expected to wait for.
    SizeBudget,
}

impl Code {
    /// The name as printed and as written in `tolerate`.
    pub fn name(self) -> &'static str {
        match self {
            Code::DeadLink => "dead-link",
            Code::DeadAnchor => "dead-anchor",
            Code::DuplicateId => "repeated-anchor",
            Code::OutsideRequest => "outside-request",
            Code::InlineScript => "inline-script",
            Code::InlineStyle => "inline-style",
            Code::InlineHandler => "inline-handler",
            Code::UnbalancedHtml => "unbalanced-html",
            Code::EmptyHeading => "empty-heading",
            Code::UnusedFootnote => "unused-footnote",
            Code::PagePath => "page-path",
            Code::PathClash => "path-clash",
            Code::ReservedPath => "reserved-path",
            Code::LongPath => "long-path",
            Code::Attachment => "attachment",
            Code::PageFrame => "page-frame",
            Code::OutsideFile => "outside-file",
            Code::OpenWithoutLogin => "open-without-login",
            Code::ServerRedirect => "server-redirect",
            Code::ServerHeader => "server-header",
            Code::CacheRule => "cache-rule",
            Code::MediaType => "media-type",
            Code::ServedFile => "served-file",
            Code::ServerAnswer => "server-answer",
            Code::ImageWithoutAlt => "image-without-alt",
            Code::NotUtf8 => "not-utf8",
            Code::PagePolicy => "page-policy",
            Code::SiteManifest => "site-manifest",
            Code::LostFile => "lost-file",
            Code::AddedFile => "added-file",
            Code::ChangedFile => "changed-file",
            Code::CompressedCopy => "compressed-copy",
            Code::SpecialFile => "special-file",
            Code::FileName => "file-name",
            Code::UnreadableFile => "unreadable-file",
            Code::BrokenArchive => "broken-archive",
            Code::SingleFile => "single-file",
            Code::BrokenMarkup => "broken-markup",
            Code::ActiveContent => "active-content",
            Code::TooLarge => "too-large",
            Code::SizeBudget => "size-budget",
        }
    }

    /// All codes, in the order of their declaration.
    pub const ALL: [Code; 41] = [
        Code::DeadLink,
        Code::DeadAnchor,
        Code::DuplicateId,
        Code::OutsideRequest,
        Code::InlineScript,
        Code::InlineStyle,
        Code::InlineHandler,
        Code::UnbalancedHtml,
        Code::EmptyHeading,
        Code::UnusedFootnote,
        Code::PagePath,
        Code::PathClash,
        Code::ReservedPath,
        Code::LongPath,
        Code::Attachment,
        Code::PageFrame,
        Code::OutsideFile,
        Code::OpenWithoutLogin,
        Code::ServerRedirect,
        Code::ServerHeader,
        Code::CacheRule,
        Code::MediaType,
        Code::ServedFile,
        Code::ServerAnswer,
        Code::ImageWithoutAlt,
        Code::NotUtf8,
        Code::PagePolicy,
        Code::SiteManifest,
        Code::LostFile,
        Code::AddedFile,
        Code::ChangedFile,
        Code::CompressedCopy,
        Code::SpecialFile,
        Code::FileName,
        Code::UnreadableFile,
        Code::BrokenArchive,
        Code::SingleFile,
        Code::BrokenMarkup,
        Code::ActiveContent,
        Code::TooLarge,
        Code::SizeBudget,
    ];

    /// What the kind means and what to do, for `jissen explain`. Japanese, a few sentences.
    pub fn explanation(self) -> &'static str {
        match self {
            Code::DeadLink => {
                "リンク・画像・ダウンロードの先が、サイトの中にありません。ファイル名と `../` の数を確かめてください。章へのリンクは `.md` で書きます。"
            }
            Code::DeadAnchor => {
                "リンクの `#` より後ろが、先のページのどの見出し・項目にもありません。見出しを変えると自動の名前も変わります。長く使う見出しには `## 見出し {#name}` のように名前を付けてください。"
            }
            Code::DuplicateId => {
                "同じ名前(id)がページの中に二つあり、リンクがどちらに着くか決まりません。`{#name}` や HTML の id を一方だけにしてください。"
            }
            Code::OutsideRequest => {
                "ページを開いたとき、ほかの場所へ取りに行くもの(画像・スクリプト・枠など)があります。通信のない場所では表示できず、読んだことも外へ伝わります。ファイルを src/ に置いてください。"
            }
            Code::InlineScript => {
                "ページの中にスクリプトが書かれています。安全のため、ブラウザーは実行しません。取り除いてください。"
            }
            Code::InlineStyle => {
                "ページの中に見た目の指定(style)が書かれています。安全のため、ブラウザーは使いません。theme/extra.css に書いてください。"
            }
            Code::InlineHandler => {
                "onclick などの属性や javascript: のリンクがあります。安全のため、ブラウザーは実行しません。取り除いてください。"
            }
            Code::UnbalancedHtml => {
                "HTML のタグの始まりと終わりが合っていません。閉じ忘れや、閉じすぎを直してください。"
            }
            Code::EmptyHeading => {
                "見出しに文字がありません。目次にもリンクにも使えないため、文字を入れるか行を消してください。"
            }
            Code::UnusedFootnote => "脚注の説明がありますが、本文に参照がありません。",
            Code::PagePath => {
                "ページのパスが使えません。src/ からの相対パスで、`..` や使えない文字を含まない名前にしてください。"
            }
            Code::PathClash => {
                "二つのページまたはファイルが同じ場所に書き出されます(大文字と小文字は区別しません)。一方の名前を変えてください。"
            }
            Code::ReservedPath => "サイトの仕組みが使う名前です。ページやファイルの名前を変えてください。",
            Code::LongPath => {
                "パスが長すぎます。zip を Windows で展開すると、フォルダーの場所によっては開けなくなります。ファイルかフォルダーの名前を短くしてください。"
            }
            Code::Attachment => {
                "ダウンロード用のファイルを書き出せません。ファイル名と中身を確かめてください。"
            }
            Code::PageFrame => {
                "ページに必要なもの(言語・題名・一つだけの h1)が欠けています。テーマの page.html を確かめてください。"
            }
            Code::OutsideFile => {
                "src/ の中に、外を指すリンク(シンボリックリンク)があります。公開してよいか分からないため、写しません。ファイルそのものを置いてください。"
            }
            Code::OpenWithoutLogin => {
                "ログインしていない人が、会員だけのものを読めます。サーバの設定を直すまで、公開を止めてください。設定の見本は deploy/ にあります。"
            }
            Code::ServerRedirect => {
                "ログインしていない人のスクリプトやファイルの求めを、ログインの画面へ移しています。その画面が手引きの中身として扱われます。移さずに 401 で答えるように、サーバの設定を直してください。"
            }
            Code::ServerHeader => {
                "読む人を守るためのヘッダーが、サーバの応答にないか、違います。401 や 404 の応答にも要ります。deploy/ の headers.conf を使ってください。"
            }
            Code::CacheRule => {
                "ブラウザーや途中のサーバに、残してはいけないものが残ります。ログアウトのあとに読めたり、古いものが出たりします。deploy/ の cache の設定を使ってください。"
            }
            Code::MediaType => {
                "サーバの返すファイルの種類(Content-Type)が違います。ブラウザーがページやファイルを開けません。deploy/ の types の設定を使ってください。"
            }
            Code::ServedFile => {
                "サーバから届いた中身が、ファイルの一覧と違います。途中までしか写していないか、前のものが残っています。フォルダーを丸ごと写し直してください。"
            }
            Code::ServerAnswer => {
                "サーバが、思ったように答えません。ファイルが置かれているか、ログインが切れていないか、サーバの記録に誤りがないかを確かめてください。"
            }
            Code::ImageWithoutAlt => {
                "画像に、代わりの文(alt)がありません。見えない人や、画像が出ないときに読まれる文です。飾りの画像なら `alt=\"\"` と書いてください。"
            }
            Code::NotUtf8 => "ファイルの文字コードが UTF-8 ではありません。UTF-8 で保存し直してください。",
            Code::PagePolicy => {
                "ページの中の安全のための設定(Content-Security-Policy)が、ないか、決まったものと違います。作り直してもこうなるときは、テーマの frame.html を確かめてください。"
            }
            Code::SiteManifest => {
                "サイトのファイルの一覧(manifest.json)が、ないか、使えないか、サイトと合いません。一覧は jissen build が作ります。手で直さず、サイトを作り直してください。"
            }
            Code::LostFile => {
                "一覧にあるファイルが、ありません。写すときに欠けたか、消されています。元のものをもう一度写すか、作り直してください。"
            }
            Code::AddedFile => {
                "一覧にないファイルがあります。だれかが後から置いたものかもしれません。心当たりがなければ、そのまま配らず、作り直してください。"
            }
            Code::ChangedFile => {
                "ファイルの大きさや中身が、一覧と違います。写すときに壊れたか、後から書き換えられています。元のものをもう一度写すか、作り直してください。"
            }
            Code::CompressedCopy => {
                "サーバーが送る圧縮したファイル(.gz、.br)が、元のファイルと合いません。読む人には古いものや壊れたものが届きます。jissen package で作り直してください。"
            }
            Code::SpecialFile => {
                "ファイルのあるはずのところに、ほかの場所を指すリンクや、装置・通信の口があります。たどると別のものが読まれるため、開きません。取り除いてください。"
            }
            Code::FileName => {
                "ファイル名が、サイトの外を指しているか、Windows などで使えません。展開する人の別のファイルを書き換えるおそれがあるものもあります。そのまま開かず、作り直してください。"
            }
            Code::UnreadableFile => "ファイルを読み込めません。壊れているか、読む権限がありません。",
            Code::BrokenArchive => {
                "zip や、その形をしたファイル(Word、Excel)が壊れているか、目次と中身が合いません。見る道具によって別の中身が出るものもあります。そのまま開かず、作り直してください。"
            }
            Code::SingleFile => {
                "1つの HTML ファイルの中身を組み立てられません。途中で切れたか、書き換えられています。元のものをもう一度写すか、jissen package で作り直してください。"
            }
            Code::BrokenMarkup => {
                "HTML や XML、JSON の書き方が決まりに合いません。ブラウザーによって読み方が変わるため、調べきれません。"
            }
            Code::ActiveContent => {
                "開いただけで動くものや、外から取り込むもの(マクロ、外部データ、絵の中の HTML など)が入っています。取り除いて作り直してください。"
            }
            Code::TooLarge => {
                "大きすぎるか、多すぎるため、すべては調べていません。調べる側の機械を止めるために作られたものかもしれません。"
            }
            Code::SizeBudget => {
                "読む人が待てる大きさの目安を超えています。画像や添えるファイルを小さくするか、ページを分けてください。"
            }
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a finding stops the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing may be published.
    Error,
    /// Shown, and the build goes on.
    Warning,
}

/// Something wrong on a page, as data. The CLI prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which kind of problem.
    pub code: Code,
    /// Whether it stops the build.
    pub severity: Severity,
    /// The file to look at: the chapter's source from the book's root (`src/a.md`), or a file of the
    /// finished site when [`verify`](crate::verify) found it or the chapter was generated. Empty when the site as a
    /// whole is meant.
    pub file: String,
    /// Line (from 1) and column (from 1, in characters) in `file`, when what is wrong stands there literally.
    pub position: Option<(usize, usize)>,
    /// One Japanese sentence without 。 that names the value we saw.
    pub message: String,
    /// What to write instead, when we know it.
    pub help: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "エラー",
            Severity::Warning => "警告",
        };
        write!(f, "{severity}[{}]: {}\n  --> {}", self.code, self.message, self.file)?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n   = 直し方: {help}")?;
        }
        Ok(())
    }
}
