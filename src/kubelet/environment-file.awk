# The kubelet's flag --cluster-dns in a variable of an environment file, as systemd reads one.
#   action=get    prints its addresses on one line
#   action=set    prints the text with the addresses of `to` instead; without the flag, if there are none
#   action=rest   prints the text without the flag, the variable at its end
# `file` is its name, for errors; `variable` is what holds the flag, alone or among others. A text that is not understood
# is an error. After the text comes one more character. For every awk: mawk, gawk, busybox, and the original one.
function fail(why) {
  print "kubelet: " file ": " why "; it is left as it is" | "cat >&2"
  exit 1
}
# The text with something else from one place to another.
function replaced(from, to, by) {
  return substr(text, 1, from - 1) by substr(text, to)
}
# The place after the value at `at`: texts in quotes, which may have line breaks, and then anything up to one.
function after(at) {
  match(substr(text, at), /^([ \t]|"([^"\\]|\\.)*"|\047[^\047]*\047)*(([^"\047 \t\r\n\\]|\\.)([^\r\n\\]|\\.)*)?/)
  at += RLENGTH
  if (substr(text, at, 1) !~ /^[\r\n]?$/) fail("a quote is not closed")
  return at
}
# Finds the variable: what is in its quotes, if it has any, is from `from` to `end`.
function read_variable(at,   key, value) {
  while (at <= length(text)) {
    if (match(substr(text, at), /^\[[^\r\n]*\]/)) fail("it has the section " substr(text, at, RLENGTH) ", so that it is a unit " \
      "of systemd or a drop-in of one, not an environment file; have the unit name one (EnvironmentFile=), and name that")
    if (substr(text, at, 2) == "--") fail("it has a flag on a line of its own, as MicroK8s has, which systemd does not read; " \
      "write --cluster-dns to it and restart its service without KubeletPatch")
    if (match(substr(text, at), /^([ \t\r\n]+|[#;][^\r\n]*|[^=\r\n]+([\r\n]|$))/)) {
      at += RLENGTH
      continue
    }
    match(substr(text, at), /^[^=\r\n]*=/)
    key = substr(text, at, RLENGTH - 1)
    sub(/[ \t]+$/, "", key)
    if (key == "export " variable) fail(variable " is exported, which systemd does not read")
    if (key == variable) {
      if (line_at) fail(variable " is set twice")
      line_at = at
      from = at + RLENGTH
    }
    at = after(at + RLENGTH)
    if (key == variable) end = at
  }
  if (line_at) unquote()
}
function unquote(   value) {
  line_end = end
  match(substr(text, from), /^[ \t]*/)
  from += RLENGTH
  value = substr(text, from, end - from)
  match(value, /[ \t]*$/)
  end -= RLENGTH
  value = substr(text, from, end - from)
  quoted = value ~ /^("([^"\\]|\\.)*"|\047[^\047]*\047)$/
  if (!quoted && value ~ /["\047\\`$#]/) fail(variable " is not understood")
  from += quoted
  end -= quoted
}
# Finds the flag in the variable: its addresses are from `list_at` to `list_end`, and `flag_at` is where it begins.
function read_flag(   value) {
  value = substr(text, from, end - from)
  if (!match(value, /(^|[ \t\r\n])--cluster-dns(=|[ \t]+)/)) {
    if (value ~ /--cluster-dns([^a-z-]|$)/) fail("--cluster-dns in " variable " is not understood")
    return
  }
  list_at = from + RSTART - 1 + RLENGTH
  flag_at = from + RSTART - 1 + (substr(value, RSTART, 1) != "-")
  value = substr(value, RSTART + RLENGTH)
  match(value, /^[0-9A-Za-z.:%,_-]*/)
  list_end = list_at + RLENGTH
  items = substr(value, 1, RLENGTH)
  value = substr(value, RLENGTH + 1)
  if (items ~ /^-/ || value !~ /^([ \t\r\n]|\\\r?\n|$)/) fail("--cluster-dns in " variable " is not understood")
  if (value ~ /--cluster-dns([^a-z-]|$)/) fail("--cluster-dns stands there twice")
  gsub(/,/, " ", items)
}
function with_flag(   list, whole, others) {
  list = to
  gsub(/ /, ",", list)
  if (to == "") return without_flag()
  if (flag_at) return replaced(list_at, list_end, list)
  list = "--cluster-dns=" list
  if (!line_at) {
    whole = text == "" || text ~ /\n$/
    return text (whole ? "" : eol) variable "=\"" list "\"" (whole ? eol : "")
  }
  others = substr(text, from, end - from)
  if (others ~ /[^ \t\r\n]$/) others = others " "
  # A shell, too, reads more than one flag in quotes alone.
  return replaced(from, end, quoted ? others list : "\"" others list "\"")
}
function without_flag(   at) {
  if (!flag_at) return text
  for (at = flag_at; at > from && substr(text, at - 1, 1) ~ /[ \t]/; at--) ;
  # The first flag takes the space after it along, and others the one before them.
  match(substr(text, list_end), /^[ \t]*/)
  return replaced(at, list_end + (at == from ? RLENGTH : 0), "")
}
# The same for a variable that is empty and one that is not there.
function rest(   value, more) {
  text = without_flag()
  if (line_at) {
    more = end - from - (flag_at ? length(original) - length(text) : 0)
    value = substr(text, from, more)
    line_end += length(text) - length(original)
    match(substr(text, line_end), /^(\r?\n)?/)
    text = replaced(line_at, line_end + RLENGTH, "")
  }
  sub(/\r?\n$/, "", text)
  gsub(/^[ \t\r\n]+|[ \t\r\n]+$/, "", value)
  return text "\n" value "\n"
}
{
  text = text (NR > 1 ? "\n" : "") $0
}
END {
  # What follows the last line tells whether it is a whole one.
  text = original = substr(text, 1, length(text) - 1)
  eol = text ~ /\r\n/ ? "\r\n" : "\n"
  if (variable !~ /^[A-Za-z_][A-Za-z0-9_]*$/) fail("VARIABLE is \"" variable "\", which is no name of a variable")
  read_variable(1)
  if (line_at) read_flag()
  ORS = ""
  if (action == "get") print items "\n"
  if (action == "set") print with_flag()
  if (action == "rest") print rest()
}
