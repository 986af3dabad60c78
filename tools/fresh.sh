#!/usr/bin/env bash
# `./dev demo` and `./dev test` on a machine that has nothing: in a bare Debian made by debootstrap, with a
# clone of HEAD, once as root and once as an ordinary user. Called by `./dev fresh [bookworm|trixie]`.
#
# Of the host the bare Debian gets the kernel, the processors and the network alone: name servers, proxies,
# certificates and pip's configuration. Each command runs in mount and process namespaces of its own with a
# clean environment, so nothing stays mounted or running after it.
set -euo pipefail
cd "$(dirname "$0")/.."
cache=build/fresh

usage() { echo "usage: ./dev fresh [bookworm|trixie]   (both without an argument)"; }
fail() { echo "./dev fresh: $*" >&2; exit 1; }
say() { printf '\n== fresh: %s\n' "$*"; }

case ${1-} in
'') releases=(bookworm trixie) ;;
bookworm | trixie) releases=("$1") ;;
*) usage >&2; exit 2 ;;
esac
[ $# -le 1 ] || { usage >&2; exit 2; }
[ "$(id -u)" = 0 ] || fail "it mounts and changes root: run it as root, as in: sudo ./dev fresh ${1-}"
command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
if [ -n "$(git status --porcelain)" ]; then
    echo "./dev fresh: uncommitted changes are not tested, only HEAD: $(git log -1 --format='%h %s')" >&2
fi

proxies=()
for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name-}" ] || proxies+=("$name=${!name}")
done
clean=(env -i "${proxies[@]}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)

times=() failed=0
begin() { # PART
    part=$1 began=$SECONDS
    say "$part"
}
end() { # RESULT
    times+=("$(printf '%5d s  %s: %s' $((SECONDS - began)) "$part" "$1")")
    printf '\n== fresh:%s\n' "${times[-1]}"
}

bootstrap() { # RELEASE: the bare system, kept as $cache/RELEASE.tar
    local made=$cache/$1.made
    rm -rf --one-file-system "$made"
    "${clean[@]}" debootstrap --variant=minbase --include=git,ca-certificates "$1" "$made" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} \
        >"$cache/$1-debootstrap.log" || { tail "$cache/$1-debootstrap.log" >&2; return 1; }
    tar -C "$made" -cf "$cache/$1.tar.part" .
    mv "$cache/$1.tar.part" "$cache/$1.tar"
    rm -rf --one-file-system "$made"
}

unpack() { # RELEASE: a bare system in $root, with the host's network
    rm -rf --one-file-system "$root"
    mkdir -p "$root"
    tar -C "$root" -xf "$cache/$1.tar"
    cp --dereference /etc/resolv.conf "$root/etc/resolv.conf"
    [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$root/etc/pip.conf"
    local proxy=
    ! command -v apt-config >/dev/null || eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [ -z "$proxy" ] || echo "Acquire::http::Proxy \"$proxy\";" >"$root/etc/apt/apt.conf.d/proxy"
    local certificate
    for certificate in /usr/local/share/ca-certificates/*.crt; do
        [ ! -f "$certificate" ] || cp "$certificate" "$root/usr/local/share/ca-certificates/"
    done
    "${clean[@]}" chroot "$root" update-ca-certificates >"$cache/certificates.log" 2>&1
    "${clean[@]}" chroot "$root" useradd --create-home --shell /bin/bash user
}

clone() { # OWNER HOME
    git clone -q --no-local . "$root$2/otpp"
    chroot "$root" chown -R "$1": "$2/otpp"
}

inside() { # USER HOME COMMAND ...: in its clone
    # pivot_root rather than chroot, in which nobody may make user namespaces. The shell stays process 1: it
    # reaps orphans, which a test program does not expect to do.
    # shellcheck disable=SC2016 # expanded by the shell inside
    unshare --mount --pid --fork --kill-child "${clean[@]}" bash -c '
        set -euo pipefail
        mount --bind "$1" "$1"
        cd "$1"
        mount -t proc proc proc
        mount -t sysfs -o ro sysfs sys
        mount -t tmpfs -o mode=755 devices dev
        for name in null zero full random urandom tty; do
            touch "dev/$name"
            mount --bind "/dev/$name" "dev/$name"
        done
        mkdir dev/pts dev/shm
        mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
        mount -t tmpfs -o mode=1777 shm dev/shm
        ln -s pts/ptmx dev/ptmx
        ln -s /proc/self/fd dev/fd
        ln -s /proc/self/fd/0 dev/stdin
        ln -s /proc/self/fd/1 dev/stdout
        ln -s /proc/self/fd/2 dev/stderr
        pivot_root . mnt
        umount --lazy /mnt
        user=$2
        export HOME=$3
        cd "$HOME/otpp"
        unset OLDPWD
        shift 3
        setpriv --reuid "$user" --regid "$user" --init-groups "$@"
        exit' inside "$root" "$@" </dev/null
}

as_root() { inside root /root "$@"; }

# ./dev prints the packages that an ordinary user has to have installed, and fails. Root installs those, no others.
as_user() {
    local printed=$root.printed packages
    inside user /home/user "$@" 2>&1 | tee "$printed" && return
    packages=$(sed -n 's/^  sudo apt-get install --no-install-recommends //p' "$printed")
    [ -n "$packages" ] || return 1
    say "installing as root what ./dev printed"
    # shellcheck disable=SC2016,SC2086 # expanded by the shell inside; a list of packages
    inside root /home/user sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null' install $packages &&
        inside user /home/user "$@"
}

mkdir -p $cache
root=$PWD/$cache/root.$$
trap 'rm -rf --one-file-system "$root" "$root.printed"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
for release in "${releases[@]}"; do
    if [ ! -f "$cache/$release.tar" ]; then
        begin "$release: debootstrap"
        bootstrap "$release"
        end done
    fi
    for user in root user; do
        begin "$release, $user: bare system and clone"
        unpack "$release"
        if [ $user = root ]; then clone root /root; else clone user /home/user; fi
        end done
        for task in demo test; do
            begin "$release, $user: ./dev $task"
            if as_$user ./dev $task; then
                end passed
            else
                end FAILED
                failed=1
            fi
        done
    done
done
say "time of each part"
printf '%s\n' "${times[@]}"
exit $failed
