#!/bin/sh
# サーバに置いた手引きを、読んでいる人を止めずに差し替えます。Linux のサーバで動きます。
#
#   sh switch-release.sh add フォルダー   jissen package が作った site フォルダーを置き、読む版をそれに替えます
#   sh switch-release.sh back             一つ前に読ませていたものに戻します
#   sh switch-release.sh use ビルド番号   置いてあるものの一つに替えます
#   sh switch-release.sh list             置いてあるものの一覧を出します
#
# 置く場所は /srv/jissen です。変えるときは、JISSEN_ROOT=/別の/場所 を前に付けます。
#
#   releases/<ビルド番号>/   置いたもの。このスクリプトは、古いものも消しません
#   current                  いま読ませているものを指すリンク
#   previous                 その前に読ませていたものを指すリンク
set -eu
umask 022

root=${JISSEN_ROOT:-/srv/jissen}

fail() { echo "失敗: $*" >&2; exit 1; }

build_of() { sed -n '1s/.*"build":"\([0-9a-f]\{16\}\)".*/\1/p' "$1/manifest.json"; }

title_of() { sed -n '1s/.*"edition":"\([^"]*\)".*"date":"\([^"]*\)".*/\1 \2/p' "$1/manifest.json"; }

# 一覧にあるとおりのファイルか。途中までしか届いていないものを、読ませないためです。
check() {
    sed -n 's/^{"path":"\([^"\\]*\)","bytes":[0-9]*,"sha256":"\([0-9a-f]\{64\}\)".*/\2  \1/p' "$1/manifest.json" >"$2"
    [ "$(grep -c '^{"path":' "$1/manifest.json")" = "$(wc -l <"$2" | tr -d ' ')" ] || fail "ファイルの一覧を読めません: $1/manifest.json"
    (cd "$1" && sha256sum --check --quiet --strict "$2") >&2 || broken
    # 圧縮した形も、もとと同じか。
    (cd "$1" && find . -name '*.gz' | while read -r file; do
        gzip -dc "$file" 2>/dev/null | cmp -s - "${file%.gz}" || { echo "$file" >&2; exit 1; }
    done) || broken
}

broken() { fail "一覧と違うファイルがあります。フォルダーを、もう一度丸ごと写してください"; }

# リンクを一度に替えます。ln -sfn は、いったん消してから作るため、その間に読んだ人が失敗します。
point() {
    ln -s "$2" "$root/.$1.$$"
    mv -T "$root/.$1.$$" "$root/$1"
}

switch_to() {
    case $1 in "" | *[!0-9a-f]*) fail "ビルド番号ではありません: $1" ;; esac
    [ -f "$root/releases/$1/manifest.json" ] || fail "$1 は置いてありません"
    now=$(readlink "$root/current" || true)
    if [ "$now" != "releases/$1" ]; then
        [ -z "$now" ] || point previous "$now"
        point current "releases/$1"
    fi
    echo "いま読めるもの: $1 $(title_of "$root/releases/$1")"
}

add() {
    [ -f "$1/manifest.json" ] || fail "$1 は、jissen package が作った site フォルダーではありません(manifest.json がありません)"
    build=$(build_of "$1")
    [ -n "$build" ] || fail "ビルド番号を読めません: $1/manifest.json"
    # 前に途中で終わったものがあれば、片付けます。
    rm -rf "$root"/releases/.new.*
    if [ ! -d "$root/releases/$build" ]; then
        new="$root/releases/.new.$$"
        cp -R "$1" "$new"
        check "$new" "$root/.check.$$"
        rm -f "$root/.check.$$"
        chmod -R u=rwX,go=rX "$new"
        mv -T "$new" "$root/releases/$build"
    fi
    switch_to "$build"
}

back() {
    previous=$(readlink "$root/previous") || fail "一つ前のものがありません"
    switch_to "${previous#releases/}"
}

list() {
    for folder in "$root"/releases/*/; do
        [ -d "$folder" ] || continue
        name=$(basename "$folder")
        mark=' '
        [ "$(readlink "$root/current" || true)" = "releases/$name" ] && mark='*'
        echo "$mark $name $(title_of "$folder")"
    done
}

usage() { sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2; exit 2; }

case "${1-}:$#" in
    add:2 | back:1 | use:2 | list:1) ;;
    *) usage ;;
esac
mkdir -p "$root/releases"
root=$(cd "$root" && pwd -P)
# 二人が同時に差し替えても、一つずつ進みます。
exec 9>"$root/.lock"
flock 9
trap 'rm -rf "$root/releases/.new.$$" "$root/.check.$$" "$root/.current.$$" "$root/.previous.$$"' EXIT

case $1 in
    add) add "$2" ;;
    back) back ;;
    use) switch_to "$2" ;;
    list) list ;;
esac
