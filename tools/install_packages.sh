#!/bin/sh
# install_packages.sh (LIST.txt | PACKAGE)...
#
# Installs the Debian packages that are missing, of those named and of those in the lists (one a line, # comments).
# Where that is impossible it says what is missing and goes on: CMake decides whether what is there suffices.
set -u

packages=
for argument in "$@"; do
  case $argument in
    *.txt) packages="$packages $(sed 's/#.*//' "$argument" | tr '\n' ' ')" ;;
    *) packages="$packages $argument" ;;
  esac
done

if ! command -v dpkg-query > /dev/null; then
  echo "Not a Debian system: nothing is installed. What the build needs, under Debian's names:$packages" | tr -s ' ' >&2
  exit 0
fi

missing=
for package in $packages; do
  state=$(dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2> /dev/null | head -n 1)
  [ "$state" = installed ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
  echo "Installing:$missing"
  if [ "$(id -u)" = 0 ]; then
    root=env
  elif command -v sudo > /dev/null; then
    root="sudo env"
  else
    root=false
  fi
  # shellcheck disable=SC2086  # lists of words
  if ! { $root DEBIAN_FRONTEND=noninteractive apt-get update &&
         $root DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; }; then
    echo "Could not install the missing packages. As root:" >&2
    echo "  apt-get update && apt-get install --no-install-recommends$missing" >&2
  fi
fi

blas=$(update-alternatives --query "libblas.so.3-$(uname -m)-linux-gnu" 2> /dev/null | sed -n 's/^Value: //p')
case $blas in
  *openblas-openmp* | '') ;;
  *)
    echo "Note: libblas is $blas; libtorch is fastest with openblas-openmp" \
         "(update-alternatives --config libblas.so.3-$(uname -m)-linux-gnu)" >&2
    ;;
esac
