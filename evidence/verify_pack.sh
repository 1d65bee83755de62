#!/bin/sh
# Kiểm tra một gói chứng cứ chỉ với openssl, sha256sum và cmp / Checks a pack of evidence with
# openssl, sha256sum and cmp alone; everything else is built into the shell.
#
#   sh verify.sh [FOLDER]      (default: the folder of this script)
#
# Trusted copies from elsewhere, where you have them: SIGNER=signer.pem TSA_CA=tsa.pem sh verify.sh
# (whole paths; SIGNER may be a folder with several keys as .pem). An attacker may have changed this script too: take it from a copy that you trust.
LC_ALL=C
export LC_ALL
case ${1:-$0} in
  */*) here=${1:-${0%/*}} ;;
  *) here=${1:-.} ;;
esac
cd -- "$here" || exit 2
failed=0
newline='
'

good() { printf 'OK    %s\n' "$1"; }
bad() { printf 'SAI   %s: %s\n' "$1" "$2"; failed=1; }
note() { printf '      %s\n' "$1"; }
missing='thiếu / missing'

# Hex to printf's escapes, so that bytes can be hashed without a file.
escaped() { # $1: hex of whole bytes
  rest=$1
  numbers=
  while [ -n "$rest" ]; do
    numbers="$numbers 0x${rest%"${rest#??}"}"
    rest=${rest#??}
  done
  # shellcheck disable=SC2086  # one word a number
  printf '\\%03o' $numbers
}
sha_of() { # hex digest of a byte (octal) and of bytes in hex
  # shellcheck disable=SC2059  # the format is what is printed
  told=$(printf "\\$1$(escaped "$2")" | sha256sum) && printf '%s' "${told%% *}"
}
is_digest() {
  [ "${#1}" -eq 64 ] || return 1
  case $1 in *[!0-9a-f]*) return 1 ;; esac
}
text_of() { # a text file's bytes; `cat` is no part of a shell
  while IFS= read -r text; do printf '%s\n' "$text"; done < "$1"
  [ -z "$text" ] || printf '%s' "$text"
}
signed() { # $1 content, $2 signature, $3 key
  # Not `openssl dgst -verify`: it reads no more of a signature than the key can make (OpenSSL 3.0).
  openssl dgst -sha256 -binary "$1" 2>/dev/null | openssl pkeyutl -verify -pubin -inkey "$3" \
    -sigfile "$2" -pkeyopt digest:sha256 >/dev/null 2>&1
}
key_of() { # digest of a public key
  told=$(openssl pkey -pubin -in "$1" -outform DER 2>/dev/null | sha256sum) && printf '%s' "${told%% *}"
}

# Keys that handed over to one another, by fingerprint: signers/<new>.by-<old>.sig, signed by <old>.
successors() { # $1: fingerprints, one after another; sets $reached to these and all that followed
  reached=" $1 "
  before=
  while [ "$reached" != "$before" ]; do
    before=$reached
    for handover in signers/*.by-*.sig; do
      [ -f "$handover" ] || continue
      new=${handover#signers/}
      new=${new%%.by-*}
      old=${handover##*.by-}
      old=${old%.sig}
      case $reached in *" $new "*) continue ;; *" $old "*) ;; *) continue ;; esac
      [ "$(key_of "signers/$old.pem")" = "$old" ] && [ "$(key_of "signers/$new.pem")" = "$new" ] &&
        signed "signers/$new.pem" "$handover" "signers/$old.pem" && reached="$reached$new "
    done
  done
}
is_known() { # $1: fingerprint; do you trust it, or one that handed over to it?
  [ -n "$SIGNER" ] || return 0
  trusted=
  for key in "$SIGNER"/*.pem "$SIGNER"; do
    [ -f "$key" ] && trusted="$trusted $(key_of "$key")"
  done
  successors "${trusted# }"
  case $reached in *" $1 "*) return 0 ;; esac
  return 1
}
hands_over() { # is the key $1 the pack's, or did it hand over to it?
  successors "$1"
  case $reached in *" $(key_of signer.pem) "*) return 0 ;; esac
  return 1
}

for name in pack.txt SHA256SUMS SHA256SUMS.sig signer.pem case.wacz report.pdf facts.csv facts.xlsx; do
  [ -f "$name" ] || bad "$name" "$missing"
done
[ -f SHA256SUMS ] && [ -f pack.txt ] || exit 1

# 1. The list of files is the one that was signed.
if is_known "$(key_of signer.pem)" && signed SHA256SUMS SHA256SUMS.sig signer.pem; then good 'SHA256SUMS.sig'
else bad 'SHA256SUMS, SHA256SUMS.sig' 'chữ ký không đúng / the signature does not hold'; fi

# 2. Every file is the one that is listed, and none is there besides.
sums=$newline
names=$newline
while IFS= read -r line || [ -n "$line" ]; do
  name=${line#*  }
  case $names in *"$newline$name$newline"*) bad SHA256SUMS "ghi hai lần / listed twice: $name" ;; esac
  sums="$sums$line$newline"
  names="$names$name$newline"
done < SHA256SUMS
results=$newline$(sha256sum -c SHA256SUMS 2>/dev/null)$newline
while IFS= read -r name; do
  [ -n "$name" ] || continue
  if [ -L "$name" ] || [ ! -f "$name" ]; then bad "$name" "$missing"
  else
    case $results in
      *"$newline$name: OK$newline"*) ;;
      *) bad "$name" 'không khớp SHA256SUMS / does not match SHA256SUMS' ;;
    esac
  fi
done <<END
$names
END
for name in * .[!.]* signers/* signers/.[!.]* nights/* nights/.[!.]* nights/*/* nights/*/.[!.]* \
  records/* records/.[!.]* records/*/* records/*/.[!.]* case/* case/.[!.]*; do
  [ -e "$name" ] || [ -L "$name" ] || continue
  case $name in
    nights | records | SHA256SUMS | SHA256SUMS.sig) continue ;;
    signers | case) [ -d "$name" ] && [ ! -L "$name" ] && continue ;;
    nights/*/* | records/*/*) ;;
    nights/* | records/*) [ -d "$name" ] && continue ;;
  esac
  case $names in
    *"$newline$name$newline"*) ;;
    *) bad "$name" 'không có trong danh mục / is not listed' ;;
  esac
done

# 3. Each night: its records lead to the root, and the root was signed and time-stamped.
check_proof() { # $1 folder of the night, $2 its name
  stack=
  shown=' '
  first=yes
  while IFS=' ' read -r action number head block || [ -n "$action" ]; do
    if [ -n "$first" ]; then
      [ "$action" = shopwitness-proof/1 ] || bad "$1/proof.txt" 'dạng lạ / unknown form'
      first=
      continue
    fi
    case $action in
      leaf) is_digest "$head" && is_digest "$block" || action="leaf $number" ;;
      hash) is_digest "$number" || action="hash $number" ;;
    esac
    case $action in
      leaf)
        shown="$shown$number "
        for half in "$head  records/$2/$number.head" "$block  records/$2/$number.block"; do
          case $sums in
            *"$newline$half$newline"*) ;;
            *) bad "${half#*  }" 'khác bản ghi đã niêm phong / differs from what was sealed' ;;
          esac
        done
        stack="$(sha_of 000 "$head$block") $stack"
        ;;
      sums)
        told=$({ printf '\000'; text_of "$1/SHA256SUMS"; } | sha256sum)
        stack="${told%% *} $stack"
        ;;
      hash) stack="$number $stack" ;;
      node)
        right=${stack%% *}
        stack=${stack#* }
        left=${stack%% *}
        stack="$(sha_of 001 "$left$right") ${stack#* }"
        ;;
      *) bad "$1/proof.txt" "dạng lạ / unknown form: $action" ;;
    esac
  done < "$1/proof.txt"
  root=${stack%% *}
  # shellcheck disable=SC2059
  if [ "$stack" = "$root " ] && printf "$(escaped "$root")" | cmp -s - "$1/root.bin"; then
    good "$1/proof.txt -> root.bin"
  else
    bad "$1/proof.txt, $1/SHA256SUMS, $1/root.bin" 'không dẫn tới gốc / does not lead to the root'
  fi
  while IFS= read -r line; do # a record beside those that are proven
    case $line in
      *"  records/$2/"*.head | *"  records/$2/"*.block)
        number=${line##*/}
        case $shown in
          *" ${number%.*} "*) ;;
          *) bad "${line#*  }" 'không có trong bằng chứng / is not in the proof' ;;
        esac
        ;;
    esac
  done <<END
$sums
END
}

check_token() { # $1 folder of the night, $2 authority
  token=$1/root.$2.tsr
  set -- openssl ts -verify -data "$1/root.bin" -in "$token" -CAfile "${TSA_CA:-$1/tsa-chain.pem}"
  if "$@" >/dev/null 2>&1; then good "$token"
  elif "$@" -no_check_time >/dev/null 2>&1; then
    good "$token (chứng thư đã hết hạn / certificate expired since)"
  else bad "$token" 'dấu thời gian không đúng / the timestamp does not hold'; fi
  openssl ts -reply -in "$token" -text 2>/dev/null | while IFS= read -r told; do
    case $told in 'Time stamp: '*) note "$token: ${told#Time stamp: }" ;; esac
  done
}

check_night() {
  folder=nights/$1
  for name in seal.txt signer.pem tsa-chain.pem "$folder"/ingested-*; do # under the root by the night's list
    name=${name##*/}
    [ "$name" = 'ingested-*' ] && continue
    told=$(sha256sum "$folder/$name" 2>/dev/null)
    found=
    while IFS= read -r line; do
      [ "$line" = "${told%% *}  $name" ] && found=yes
    done < "$folder/SHA256SUMS"
    [ -n "$found" ] || bad "$folder/$name" 'khác bản đã niêm phong / differs from what was sealed'
  done
  check_proof "$folder" "$1"
  own=$(key_of "$folder/signer.pem")
  linked=
  hands_over "$own" && linked=yes
  known=
  if is_known "$own"; then known=yes
  elif [ -n "$linked" ] && is_known "$(key_of signer.pem)"; then known=yes
  fi
  if [ -n "$known" ] && signed "$folder/root.bin" "$folder/root.sig" "$folder/signer.pem"; then good "$folder/root.sig"
  else bad "$folder/root.bin, $folder/root.sig" 'chữ ký không đúng / the signature does not hold'; fi
  [ -n "$linked" ] || { [ -n "$SIGNER" ] && [ -n "$known" ]; } ||
    bad signer.pem "khác khóa đã niêm phong đêm và không được khóa ấy bàn giao / is neither the key that sealed the night $1 nor one that it handed over to"
  night=
  authorities=0
  while IFS= read -r line; do
    case $line in
      'night: '*) night=${line#night: } ;;
      'authority: '*)
        authorities=$((authorities + 1))
        check_token "$folder" "${line#authority: }"
        ;;
    esac
  done < "$folder/seal.txt"
  [ "$night" = "$1" ] || bad "$folder/seal.txt" "là của đêm / is of night '$night'"
  [ "$authorities" -gt 0 ] || bad "$folder/seal.txt" 'không có dấu thời gian / names no timestamp'
}

format=
nights=0
while IFS= read -r line; do
  case $line in
    'format: '*) format=${line#format: } ;;
    'night: '*' sealed')
      night=${line#night: }
      night=${night% sealed}
      nights=$((nights + 1))
      complete=yes
      for name in proof.txt root.bin root.sig seal.txt signer.pem tsa-chain.pem SHA256SUMS; do
        [ -f "nights/$night/$name" ] && continue
        bad "nights/$night/$name" "$missing"
        complete=
      done
      [ -n "$complete" ] && check_night "$night"
      ;;
    'night: '*)
      night=${line#night: }
      nights=$((nights + 1))
      bad "nights/${night%% *}" 'đêm CHƯA NIÊM PHONG, không gì chứng minh thời điểm / the night is NOT SEALED, nothing proves the time'
      ;;
  esac
done < pack.txt
[ "$format" = shopwitness-pack/1 ] || bad pack.txt 'dạng lạ / unknown form'
[ "$nights" -gt 0 ] || bad pack.txt 'không nêu đêm nào / names no night'

note "signer.pem SHA-256: $(key_of signer.pem)"
if [ "$failed" -eq 0 ]; then printf 'GÓI TOÀN VẸN / THE PACK HOLDS\n'
else printf 'GÓI KHÔNG TOÀN VẸN / THE PACK DOES NOT HOLD\n'; fi
exit "$failed"
