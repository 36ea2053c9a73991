# Reads one test result file (trx) and prints a line a test: OUTCOME <tab> NAME <tab> FIRST LINE OF THE MESSAGE.
# OUTCOME is passed, failed or skipped. A record is one XML tag with the text after it.
BEGIN { RS = "<" }

function plain(s) {
  gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;/, "'", s)
  gsub(/&#x[0-9A-Fa-f]+;/, " ", s); gsub(/&amp;/, "\\&", s); gsub(/[\t\r]/, " ", s)
  return s
}

function attribute(name,    s) {
  if (!match($0, " " name "=\"[^\"]*\"")) return ""
  s = substr($0, RSTART, RLENGTH)
  sub(/^[^"]*"/, "", s); sub(/"$/, "", s)
  return plain(s)
}

function flush() {
  if (test != "") print outcome "\t" test "\t" message
  test = message = ""
}

/^UnitTestResult / {
  flush()
  test = attribute("testName")
  outcome = attribute("outcome")
  outcome = outcome == "Passed" ? "passed" : outcome == "NotExecuted" ? "skipped" : "failed"
}

/^Message>/ && test != "" && message == "" {
  message = substr($0, 9)
  gsub(/&#xD;/, "", message)
  sub(/^[ \t\r\n]+/, "", message)
  sub(/\n.*/, "", message)
  message = plain(message)
}

/^\/Results>/ { flush() }
END { flush() }
