# Completion of proofgauge's verbs, options, claims and the values of options that have few. The words come from the
# command itself (schema --cli, list), so that nothing is listed here twice.
_proofgauge() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]} verb=${COMP_WORDS[1]}
  local cli
  cli=$("$program" schema --cli 2> /dev/null) || return
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W "$(grep -oE '^  "[a-z-]+"' <<< "$cli" | tr -d ' "') --help --version" -- "$cur")
    return
  fi
  case $prev in
    --profile) mapfile -t COMPREPLY < <(compgen -W "quick standard deep" -- "$cur"); return ;;
    --format) mapfile -t COMPREPLY < <(compgen -W "text json csv markdown latex html" -- "$cur"); return ;;
    --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$cur"); return ;;
    --geometry) mapfile -t COMPREPLY < <(compgen -W "chord exact" -- "$cur"); return ;;
    -o | --output | --config | --constants | --store | --from | --checkpoint | --log | --network | --sequence | \
      --baseline | --merge | --export)
      mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    --data) mapfile -t COMPREPLY < <(compgen -W "fashion-mnist fashion-mnist:test" -- "$cur"; compgen -f -- "$cur"); return ;;
  esac
  if [[ $cur == -* ]]; then
    local options
    options=$(awk -v verb="  \"$verb\":" 'index($0, verb) == 1 { on = 1; next } on && /^  "/ { exit } on' <<< "$cli" |
      grep -oE '"name": "[^"]*"' | cut -d'"' -f4 | tr ',' '\n' | grep '^-')
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  else
    case $verb in
      certify) mapfile -t COMPREPLY < <(compgen -W "step_polynomial step_network" -- "$cur") ;;
      verify | explain | table | sweep | falsify | regress)
        mapfile -t COMPREPLY < <(compgen -W "$("$program" list --format json 2> /dev/null | grep -oE '"(id|claim|lemma)": "[^"]*"' | cut -d'"' -f4)" -- "$cur") ;;
      *) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    esac
  fi
}
complete -F _proofgauge proofgauge
