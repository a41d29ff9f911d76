# What building and running Trueup needs: a Swift toolchain, and packages of the operating system.
# Read by quickstart and test with `source`; prints nothing when all is there.

swift_minimum="6.2"
# Exit code of wrong preconditions, the same as that of a wrong configuration in trueup itself.
exit_requirement=3

say() { printf '%s\n' "$*" >&2; }

# Puts the first Swift that is new enough on PATH.
require_swift() {
    local candidate version oldest=""
    for candidate in "$(command -v swift || true)" /opt/swift/usr/bin/swift \
        "${SWIFTLY_BIN_DIR:-$HOME/.local/share/swiftly/bin}/swift" "$HOME/.swiftly/bin/swift" \
        /opt/swift-*/usr/bin/swift /usr/share/swift/usr/bin/swift /usr/libexec/swift/*/bin/swift
    do
        [ -x "$candidate" ] || continue
        version=$("$candidate" --version 2>/dev/null |
            sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
        [ -n "$version" ] || continue
        if [ "$(printf '%s\n' "$swift_minimum" "$version" | sort -V | head -n 1)" = \
            "$swift_minimum" ]
        then
            PATH="$(dirname "$candidate"):$PATH"
            export PATH
            return 0
        fi
        oldest="${oldest:-$version at $candidate}"
    done
    if [ -n "$oldest" ]; then
        say "Swift $swift_minimum or later is needed, found $oldest:" \
            "install a newer one from https://www.swift.org/install and run this again"
    else
        say "Swift $swift_minimum or later is needed, none was found:" \
            "install it from https://www.swift.org/install and run this again"
    fi
    exit "$exit_requirement"
}

# The names of what is missing, one a line: pkg-config, libpq, libcrypto, libmicrohttpd, postgresql,
# and of the programs that are given as arguments.
missing_requirements() {
    local library program
    command -v pkg-config >/dev/null || echo pkg-config
    for library in libpq libcrypto libmicrohttpd; do
        pkg-config --exists "$library" 2>/dev/null || echo "$library"
    done
    has_server && command -v psql >/dev/null || echo postgresql
    for program in "$@"; do command -v "$program" >/dev/null || echo "$program"; done
}

# Distributions keep the server's programs off PATH, in a directory per version.
has_server() {
    local initdb
    for initdb in "$(command -v initdb || true)" /usr/lib/postgresql/*/bin/initdb \
        /usr/pgsql-*/bin/initdb /usr/libexec/postgresql*/initdb
    do
        [ -x "$initdb" ] && return 0
    done
    return 1
}

# The package of a requirement: package_name MANAGER REQUIREMENT
package_name() {
    case "$1:$2" in
    apt:pkg-config) echo pkg-config ;;
    apt:libpq) echo libpq-dev ;;
    apt:libcrypto) echo libssl-dev ;;
    apt:libmicrohttpd) echo libmicrohttpd-dev ;;
    apt:postgresql) echo postgresql ;;
    dnf:pkg-config) echo pkgconf-pkg-config ;;
    dnf:libpq) echo libpq-devel ;;
    dnf:libcrypto) echo openssl-devel ;;
    dnf:libmicrohttpd) echo libmicrohttpd-devel ;;
    dnf:postgresql) echo postgresql-server postgresql ;;
    apk:pkg-config) echo pkgconf ;;
    apk:libpq) echo libpq-dev ;;
    apk:libcrypto) echo openssl-dev ;;
    apk:libmicrohttpd) echo libmicrohttpd-dev ;;
    apk:postgresql) echo postgresql postgresql-client ;;
    pacman:pkg-config) echo pkgconf ;;
    pacman:libpq) echo postgresql-libs ;;
    pacman:libcrypto) echo openssl ;;
    pacman:libmicrohttpd) echo libmicrohttpd ;;
    pacman:postgresql) echo postgresql ;;
    pacman:python3) echo python ;;
    *) echo "$2" ;;
    esac
}

# Installs what is missing where that is apt's business, else names it and stops. The arguments are
# programs beside those that building and running take: require_packages PROGRAM…
require_packages() {
    local missing manager requirement install
    missing=$(missing_requirements "$@")
    [ -n "$missing" ] || return 0
    if command -v apt-get >/dev/null; then
        manager=apt install="apt-get install"
    elif command -v dnf >/dev/null; then
        manager=dnf install="dnf install"
    elif command -v apk >/dev/null; then
        manager=apk install="apk add"
    elif command -v pacman >/dev/null; then
        manager=pacman install="pacman -S"
    else
        manager=unknown install=""
    fi
    local packages=()
    for requirement in $missing; do
        # shellcheck disable=SC2207  # the names hold no blanks of their own
        packages+=($(package_name "$manager" "$requirement"))
    done
    if [ "$manager" = apt ]; then
        install_with_apt "${packages[@]}"
        missing=$(missing_requirements "$@")
        [ -z "$missing" ] && return 0
        say "still missing after the installation of ${packages[*]}:" $missing
    elif [ -n "$install" ]; then
        say "system packages are missing: as root, run '$install ${packages[*]}', then this again"
    else
        say "missing on this system: ${packages[*]} (libraries with their headers; PostgreSQL 15" \
            "or later with initdb and psql): install them with its package manager, then run this" \
            "again"
    fi
    exit "$exit_requirement"
}

# The commands that need root, in one process, so that sudo asks once at most.
#
# Debian's server package creates and starts a cluster for the whole system when it is installed.
# Trueup starts a private one and needs no other, so a setting in a file of its own, which lives as
# long as this installation, keeps it from that: a server that is already there, or is wanted
# later, is left as it is.
apt_script='
set -eu
only_programs=/etc/postgresql-common/createcluster.d/trueup-installation.conf
trap "rm -f $only_programs" EXIT
mkdir -p "$(dirname "$only_programs")"
echo "create_main_cluster = false" >"$only_programs"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends "$@"
'

install_with_apt() {
    local log root=()
    if [ "$(id -u)" != 0 ]; then
        root=(sudo)
        # Without a terminal nobody can type a password.
        [ -t 0 ] || root=(sudo -n)
        if ! command -v sudo >/dev/null || ! "${root[@]}" true 2>/dev/null; then
            say "system packages are missing: as root, run 'apt-get install $*', then this again"
            exit "$exit_requirement"
        fi
    fi
    say "Installing $*"
    log=$(mktemp)
    if ! "${root[@]}" sh -c "$apt_script" apt_script "$@" >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        say "apt-get could not install $*: see above, install them by hand, then run this again"
        exit "$exit_requirement"
    fi
    rm -f "$log"
}

# A terminal gets the builder's own progress, which rewrites one line; a log gets errors alone.
build() {
    local quiet=()
    [ -t 1 ] && [ -t 2 ] || quiet=(--quiet)
    swift build --package-path "$root" "${quiet[@]}" "$@" >&2
}
