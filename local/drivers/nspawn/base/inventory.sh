# Lists the files below a folder, in one order: type, mode, owner, and what a link points to.
#
# `contents` adds each file's SHA-256: two bases with the same listing are the same image, whenever and
# wherever they were made. `times` adds sizes and times instead: quick, and it differs as soon as
# anyone has changed a file of this copy.
set -eu
cd "$1"
export LC_ALL=C
case $2 in
  contents)
    {
      find . ! -type f -printf '%P %y %m %U:%G %l\n'
      find . -type f -printf '%P %y %m %U:%G\n'
      find . -type f -print0 | xargs -0 sha256sum
    } | sort
    ;;
  times) find . -printf '%P %y %m %U:%G %s %T@ %l\n' | sort ;;
esac
