#!/bin/sh
# Kiểm tra một đêm chứng cứ chỉ với openssl, sha256sum và cmp / Checks a night of evidence with
# openssl, sha256sum and cmp alone.
#
#   sh verify.sh [FOLDER]      (default: the folder of this script)
#
# Trusted copies from elsewhere, where you have them: SIGNER=signer.pem TSA_CA=tsa.pem sh verify.sh
# (whole paths; SIGNER may be a folder with several keys as .pem, any of which may have sealed).
# An attacker may have changed this script too: take it from a copy that you trust.
LC_ALL=C
export LC_ALL
here=${1:-$(dirname -- "$0")}
cd -- "$here" || exit 2
tmp=${TMPDIR:-/tmp}/verify.$$
(umask 077 && mkdir "$tmp") || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' HUP INT TERM
failed=0

good() { printf 'OK    %s\n' "$1"; }
bad() { printf 'SAI   %s: %s\n' "$1" "$2"; failed=1; }
sha() { openssl dgst -sha256 -binary "$@"; }

# Is $1 the name of a line in the sums file $2?
listed() {
  while IFS= read -r entry; do
    [ "${entry#*  }" = "$1" ] && return 0
  done < "$2"
  return 1
}

empty() {
  for inner in "$1"/* "$1"/.[!.]*; do
    if [ -e "$inner" ] || [ -L "$inner" ]; then return 1; fi
  done
}

check_sums() { # every line of $1 holds
  seen=' '
  while IFS= read -r line; do
    name=${line#*  }
    case $seen in *" $name "*) bad "$1" "ghi hai lần / listed twice: $name" ;; esac
    seen="$seen$name "
    if [ ! -f "$name" ] || [ -L "$name" ]; then
      bad "$name" 'thiếu / missing'
    elif ! printf '%s\n' "$line" | sha256sum -c >/dev/null 2>&1; then
      bad "$name" "không khớp $1 / does not match $1"
    fi
  done < "$1"
}

keys=${SIGNER:-signer.pem}
# Not `openssl dgst -verify`: it reads no more of a signature than the key can make (OpenSSL 3.0),
# so that bytes added to one would go unnoticed.
signed() {
  sha "$1" > "$tmp/digest" 2>/dev/null
  for signer in "$keys"/*.pem "$keys"; do
    [ -f "$signer" ] || continue
    openssl pkeyutl -verify -pubin -inkey "$signer" -sigfile "$2" -in "$tmp/digest" \
      -pkeyopt digest:sha256 >/dev/null 2>&1 && return 0
  done
  return 1
}

for name in SHA256SUMS SEALSUMS SEALSUMS.sig root.bin root.path root.sig seal.txt signer.pem tsa-chain.pem; do
  [ -f "$name" ] || bad "$name" 'thiếu / missing'
done

# 1. The signature over the list of the seal's own files, then these.
if signed SEALSUMS SEALSUMS.sig; then good 'SEALSUMS.sig'
else bad 'SEALSUMS, SEALSUMS.sig' 'chữ ký không đúng / the signature does not hold'; fi
[ -f SEALSUMS ] && check_sums SEALSUMS

# 2. Every file of the night.
[ -f SHA256SUMS ] && check_sums SHA256SUMS
for name in * .[!.]* warc/* warc/.[!.]*; do
  [ -e "$name" ] || [ -L "$name" ] || continue
  case $name in warc | SEALSUMS | SEALSUMS.sig) continue ;; esac
  # A crash after the last step of a seal leaves its empty working folder.
  [ "$name" = .sealing ] && empty "$name" && continue
  listed "$name" SHA256SUMS || listed "$name" SEALSUMS || bad "$name" 'không có trong danh mục / is not listed'
done

# 3. From SHA256SUMS up to the root: each sibling stands on the left.
if [ -f SHA256SUMS ] && [ -f root.path ] && [ -f root.bin ]; then
  { printf '\000'; cat SHA256SUMS; } | sha > "$tmp/acc"
  i=0
  while dd if=root.path of="$tmp/sibling" bs=32 skip="$i" count=1 2>/dev/null && [ -s "$tmp/sibling" ]; do
    { printf '\001'; cat "$tmp/sibling" "$tmp/acc"; } | sha > "$tmp/next"
    cat "$tmp/next" > "$tmp/acc"
    i=$((i + 1))
  done
  if cmp -s "$tmp/acc" root.bin; then good 'SHA256SUMS -> root.bin'
  else bad 'SHA256SUMS, root.path, root.bin' 'không dẫn tới gốc / does not lead to the root'; fi
fi

# 4. The signature over the root.
if signed root.bin root.sig; then good 'root.sig'
else bad 'root.bin, root.sig' 'chữ ký không đúng / the signature does not hold'; fi

# 5. The timestamps, and which night this is.
night=
authorities=0
while IFS= read -r line; do
  case $line in
    'night: '*) night=${line#night: } ;;
    'authority: '*)
      tsa=${line#authority: }
      authorities=$((authorities + 1))
      set -- openssl ts -verify -data root.bin -in "root.$tsa.tsr" -CAfile "${TSA_CA:-tsa-chain.pem}"
      if "$@" >/dev/null 2>&1; then good "root.$tsa.tsr"
      elif "$@" -no_check_time >/dev/null 2>&1; then
        good "root.$tsa.tsr (chứng thư đã hết hạn / certificate expired since)"
      else bad "root.$tsa.tsr" 'dấu thời gian không đúng / the timestamp does not hold'; fi
      openssl ts -reply -in "root.$tsa.tsr" -text 2>/dev/null > "$tmp/token"
      while IFS= read -r told; do
        case $told in 'Time stamp: '*) printf '      %s: %s\n' "$tsa" "${told#Time stamp: }" ;; esac
      done < "$tmp/token"
      ;;
  esac
done < seal.txt
[ "$authorities" -gt 0 ] || bad seal.txt 'không có dấu thời gian / names no timestamp'
folder=$(pwd)
[ "$night" = "${folder##*/}" ] || bad seal.txt "là của đêm / is of night '$night', thư mục / folder '${folder##*/}'"

printf '      signer.pem SHA-256: '
openssl pkey -pubin -in signer.pem -outform DER 2>/dev/null | openssl dgst -sha256 -r
if [ "$failed" -eq 0 ]; then
  printf 'ĐÊM %s TOÀN VẸN / THE NIGHT HOLDS\n' "$night"
else
  printf 'ĐÊM %s KHÔNG TOÀN VẸN / THE NIGHT DOES NOT HOLD\n' "$night"
fi
exit "$failed"
